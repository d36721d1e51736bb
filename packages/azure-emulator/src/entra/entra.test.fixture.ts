import { createHash } from "node:crypto";
import { beforeEach } from "vitest";
import { createClock, type AdvanceableClock } from "../clock.ts";
import {
  ada,
  chatApp,
  chatIdentity,
  contoso,
  otherApp,
  redirectUri,
  tenantId,
} from "../contoso.test.fixture.ts";
import type { Seed, SeedApp } from "../seed.ts";
import { createAppCertificate, type AppCertificate } from "./app-certificate.test.fixture.ts";
import { createDirectory } from "./directory.ts";
import { createEntra } from "./entra.ts";
import { createTokenAuthority, type EntraTokens } from "./tokens.ts";

/** Parameters to change, or by `undefined` to leave out. */
type Change = Readonly<Record<string, string | undefined>>;

export const origin = "https://login.microsoftonline.com";

export const verifier = "a-verifier-of-at-least-forty-three-characters";

export const chatScope: string = `openid profile offline_access ${chatApp.identifierUri}/access_as_user`;

/** The certificate that the chat app may prove itself by. */
export const chatCertificate: AppCertificate = createAppCertificate();

/** What one asks of an Entra. */
interface LocalEntra {
  /** The sign-in page. */
  readonly open: (change?: Change) => Promise<Response>;
  /** Sends the form of the sign-in page. */
  readonly pick: (
    form: Record<string, string>,
    change?: Change,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  /** The code that Ada's sign-in brings the app. */
  readonly codeFor: (change?: Change) => Promise<string>;
  /** Asks the token endpoint as the chat app. */
  readonly post: (form: Record<string, string>) => Promise<Response>;
  /** Sends a form to any path of the authority. */
  readonly postTo: (
    path: string,
    form: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  /** The proof of the chat app. */
  readonly federated: (change?: Record<string, string>) => Record<string, string>;
  /** Redeems a code as the chat app. */
  readonly redeem: (change: Record<string, string>) => Promise<Response>;
  readonly assertionOf: (identity: string) => Promise<string>;
  readonly advance: (timeInMs: number) => void;
  readonly get: (path: string) => Promise<Response>;
  readonly tokens: () => EntraTokens;
  readonly assertion: () => string;
}

/** A local Entra, new for each test, with changes to the chat app. */
export function useLocalEntra({
  app = {},
  seed = {},
}: { app?: Partial<SeedApp>; seed?: Partial<Seed> } = {}): LocalEntra {
  let clock: AdvanceableClock;
  let tokens: EntraTokens;
  let fetch: (request: Request) => Promise<Response>;
  let assertion: string;

  const assertionOf = (identity: string) =>
    tokens.issueToken({ identity, scope: "api://AzureADTokenExchange/.default" });

  beforeEach(async () => {
    clock = createClock();
    const directory = createDirectory({
      ...contoso,
      ...seed,
      apps: [
        { ...chatApp, certificates: [chatCertificate.pem], ...app },
        { ...otherApp, clientSecrets: ["swordfish"] },
      ],
    });
    tokens = createTokenAuthority({ clock, directory });
    const entra = createEntra({ clock, directory, tokens });
    fetch = (request) => entra.fetch(request);
    assertion = await assertionOf(chatIdentity.name);
  });

  const open: LocalEntra["open"] = (change) => fetch(new Request(authorizeUrl(change)));

  const pick: LocalEntra["pick"] = (form, change, headers) =>
    fetch(
      new Request(authorizeUrl(change), {
        method: "POST",
        body: new URLSearchParams(form),
        headers: headers ?? {},
      }),
    );

  const codeFor: LocalEntra["codeFor"] = async (change) => {
    const response = await pick({ user: ada.id }, change);
    return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
  };

  const post: LocalEntra["post"] = (form) =>
    fetch(
      new Request(`${origin}/${tenantId}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({ client_id: chatApp.appId, ...form }),
        headers: { "client-request-id": "11111111-2222-4333-8444-555555555555" },
      }),
    );

  const postTo: LocalEntra["postTo"] = (path, form, headers = {}) =>
    fetch(
      new Request(`${origin}${path}`, {
        method: "POST",
        body: new URLSearchParams(form),
        headers,
      }),
    );

  const federated: LocalEntra["federated"] = (change = {}) => ({
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    ...change,
  });

  const redeem: LocalEntra["redeem"] = (change) =>
    post({
      ...federated(),
      grant_type: "authorization_code",
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_info: "1",
      ...change,
    });

  return {
    open,
    pick,
    codeFor,
    post,
    postTo,
    federated,
    redeem,
    assertionOf,
    advance: (timeInMs: number) => clock.advance(timeInMs),
    get: (path: string) => fetch(new Request(`${origin}${path}`)),
    tokens: () => tokens,
    assertion: () => assertion,
  };
}

/** What an error answer says. */
export async function errorOf(
  response: Response,
): Promise<{ status: number; codes: number[]; error: string }> {
  const { error, error_codes: codes } = (await response.json()) as {
    error: string;
    error_codes: number[];
  };
  return { status: response.status, error, codes };
}

function authorizeUrl(change: Change = {}): string {
  const parameters = {
    client_id: chatApp.appId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: chatScope,
    state: "state & more",
    nonce: "nonce",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...change,
  };
  const url = new URL(`${origin}/${tenantId}/oauth2/v2.0/authorize`);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}
