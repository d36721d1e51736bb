import { GuardError, type FetchHandler, type Guard } from "@entrim/guard";
import { createChatApp } from "./chat-app.ts";
import type { EntraSignIn, SignedIn } from "./entra-sign-in.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";
import type { SessionStore, SessionTimes } from "./session-store.ts";
import { SignInError } from "./sign-in-error.ts";
import { serve, type WebServer } from "./web-server.ts";

/** What the app holds for Ada, and what no browser may see. */
export const adaToken = "eyJhbGciOiJSUzI1NiJ9.YWRh.c2lnbmVk";

/** A running app whose Entra knows Ada only. */
export interface TestApp {
  readonly origin: string;
  /** A browser without a memory: sends what it is given, follows nothing. */
  request(path: string, options?: RequestInit): Promise<Response>;
  /** Signs in and returns the session's cookie, as a request sends it. */
  signIn(cookie?: string): Promise<string>;
  /** The headers of the page's own requests. */
  pageHeaders(cookie: string): Record<string, string>;
  /** The tokens that the guard was asked about. */
  readonly seenByGuard: (string | undefined)[];
  /** What the app wrote about failures. */
  readonly logged: string[];
  /** Makes Entra refuse to renew Ada's token. */
  revoke(): void;
  close(): Promise<void>;
}

/** Starts the app with a stand-in for Entra and for the guard's judgement of a token. */
export async function startTestApp(
  times: SessionTimes = {},
  sessions: SessionStore<SignedIn> = createMemorySessionStore(times),
): Promise<TestApp> {
  const seenByGuard: (string | undefined)[] = [];
  const logged: string[] = [];
  let isRevoked = false;

  const entra: EntraSignIn = {
    begin: async () => ({
      address: "https://login.microsoftonline.com/authorize",
      attempt: { state: "", nonce: "", codeVerifier: "" },
    }),
    async complete(_, answer) {
      if (answer.get("code") !== "ada") throw new SignInError("FAILED", "Entra refused.");
      return {
        name: "Ada Lovelace",
        username: "ada@contoso.example",
        signOutAddress: "https://login.microsoftonline.com/logout",
        tokens: adaToken,
      };
    },
    async accessToken(person) {
      if (isRevoked) throw new SignInError("AGAIN", "Entra wants to see her.");
      return { token: person.tokens, person };
    },
  };
  const guard: Guard = {
    async authorize(authorization) {
      seenByGuard.push(authorization);
      if (authorization !== `Bearer ${adaToken}`) {
        throw new GuardError("missing_credentials", { headers: { "www-authenticate": "Bearer" } });
      }
      return {
        tenantId: "t",
        objectId: "ada",
        kind: "user",
        clientId: "c",
        scopes: ["access_as_user"],
        roles: [],
        groups: ["00000000-0000-4000-8000-000000000001"],
      };
    },
  };
  let app: ReturnType<typeof createChatApp> | undefined;
  const server: WebServer = await serve((request, response) => app?.(request, response), {
    host: "127.0.0.1",
    port: 0,
  });
  // the port is known only now, and the app must know its own address
  const origin = `http://127.0.0.1:${server.port}`;
  app = createChatApp({
    publicOrigin: origin,
    entra,
    guard,
    completions: echo("completions"),
    chat: echo("chat"),
    documents: echo("documents"),
    log: (line) => logged.push(line),
    sessions,
    attempts: createMemorySessionStore(times),
  });

  const request = (path: string, options: RequestInit = {}) =>
    fetch(`${origin}${path}`, { redirect: "manual", ...options });

  return {
    origin,
    request,
    async signIn(cookie = "") {
      const begun = await request("/auth/sign-in", { headers: { cookie } });
      const back = await request("/auth/redirect?code=ada", {
        headers: { cookie: [cookie, ...cookiesOf(begun)].filter(Boolean).join("; ") },
      });
      return cookiesOf(back).find((text) => text.startsWith("entrim-session=")) ?? "";
    },
    pageHeaders: (cookie) => ({
      cookie,
      origin,
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
      "x-requested-by": "page",
    }),
    seenByGuard,
    logged,
    revoke() {
      isRevoked = true;
    },
    close: () => server.close(),
  };
}

/** Says who asked what of which handler. */
function echo(by: string): FetchHandler {
  return async (request, { principal }) => {
    const body = await request.text();
    if (body.includes("break down")) {
      const cause = Object.assign(new Error(`no paper for ${body}`), { code: "OUT_OF_PAPER" });
      throw new Error(`cannot print ${body}`, { cause });
    }
    return Response.json({ by, for: principal.objectId, body });
  };
}

/** What a browser would send back of an answer's cookies. */
export function cookiesOf(response: Response): string[] {
  return response.headers
    .getSetCookie()
    .filter((text) => !/max-age=0/i.test(text))
    .map((text) => text.split(";")[0] ?? "");
}
