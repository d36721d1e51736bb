import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adaToken, cookiesOf, startTestApp, type TestApp } from "./chat-app.test.fixture.ts";
import { createMemorySessionStore } from "./memory-session-store.ts";
import { SignInError } from "./sign-in-error.ts";

let app: TestApp;
let time: number;
beforeEach(async () => {
  time = Date.now();
  app = await startTestApp({ now: () => time });
});
afterEach(() => app.close());

const question = JSON.stringify({ messages: [{ role: "user", content: "Hello?" }] });

/** Asks as the page does, but for the headers to change or, by `undefined`, to leave out. */
function ask(cookie: string, change: Record<string, string | undefined> = {}): Promise<Response> {
  const headers = new Headers(app.pageHeaders(cookie));
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
  // fetch would add a content type of its own to a text
  const body = new TextEncoder().encode(question);
  return app.request("/chat", { method: "POST", headers, body });
}

async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message).toMatch(/\w/);
  return error.code;
}

describe("the session", () => {
  it("lets the page ask as the person who signed in", async () => {
    const response = await ask(await app.signIn());
    expect(await response.json()).toEqual({ by: "chat", for: "ada", body: question });
    expect(app.seenByGuard).toEqual([`Bearer ${adaToken}`]);
  });

  it("tells the page who is signed in, and of the groups no more than their number", async () => {
    const response = await app.request("/session", { headers: { cookie: await app.signIn() } });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      name: "Ada Lovelace",
      username: "ada@contoso.example",
      groupCount: 1,
    });
  });

  it("shows the way in to whoever has none", async () => {
    const text = async (cookie: string) => {
      const response = await app.request("/", { headers: { cookie } });
      expect(response.headers.get("cache-control")).toBe("no-store");
      return response.text();
    };
    expect(await text("")).toContain('href="/auth/sign-in"');
    expect(await text("entrim-session=made-up")).toContain('href="/auth/sign-in"');
    expect(await text(await app.signIn())).toContain('id="question"');
  });

  it.each(["", "entrim-session=made-up"])(
    "is asked for by the page's routes, which say to sign in again: %j",
    async (cookie) => {
      const response = await ask(cookie);
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toBe("SESSION_ENDED");
      expect(app.seenByGuard).toEqual([]);
    },
  );

  it("ends when Entra gives no more tokens", async () => {
    const cookie = await app.signIn();
    app.revoke();
    expect(await codeOf(await ask(cookie))).toBe("SESSION_ENDED");
    const page = await app.request("/", { headers: { cookie } });
    expect(await page.text()).toContain('href="/auth/sign-in"');
  });

  it("[app/session-rotates] gets another id at each sign-in, and the one before opens nothing", async () => {
    const planted = "entrim-session=planted-by-somebody";
    const first = await app.signIn(planted);
    expect(first).toMatch(/^entrim-session=[\w-]{43}$/);
    expect((await ask(planted)).status).toBe(401);
    const second = await app.signIn(first);
    expect(second).not.toBe(first);
    expect((await ask(first)).status).toBe(401);
    expect((await ask(second)).status).toBe(200);
  });

  it("[app/session-rotates] gets another id when the page is loaded after a while", async () => {
    const first = await app.signIn();
    time += 16 * 60_000;
    const page = await app.request("/", { headers: { cookie: first } });
    const [second = ""] = cookiesOf(page);
    expect(second).toMatch(/^entrim-session=/);
    expect((await ask(second)).status).toBe(200);
    time += 60_000;
    expect((await ask(first)).status).toBe(401);
    expect((await ask(second)).status).toBe(200);
  });

  it("is a cookie that no script reads and no other site sends with a POST", async () => {
    const begun = await app.request("/auth/sign-in");
    const back = await app.request("/auth/redirect?code=ada", {
      headers: { cookie: cookiesOf(begun).join("; ") },
    });
    for (const cookie of [...begun.headers.getSetCookie(), ...back.headers.getSetCookie()]) {
      expect(cookie).toMatch(/; Path=\//i);
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=Lax/i);
    }
  });

  it("[app/tokens-stay-on-server] no answer holds the token", async () => {
    const cookie = await app.signIn();
    const answers = await Promise.all([
      app.request("/", { headers: { cookie } }),
      app.request("/session", { headers: { cookie } }),
      ask(cookie),
      app.request("/auth/sign-in", { headers: { cookie } }),
    ]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    const headers = answers.map((answer) => JSON.stringify([...answer.headers]));
    expect(texts.join("").length).toBeGreaterThan(1000);
    expect([...texts, ...headers].join("\n")).not.toContain(adaToken);
    expect(cookie).not.toContain(adaToken);
  });
});

describe("a sign-in", () => {
  it.each([
    ["without one that was begun", "", "ada", "expired"],
    ["that Entra refuses", undefined, "eve", "failed"],
  ])("%s ends on the page with the reason", async (_, cookie, code, problem) => {
    const begun = await app.request("/auth/sign-in");
    const back = await app.request(`/auth/redirect?code=${code}`, {
      headers: { cookie: cookie ?? cookiesOf(begun).join("; ") },
    });
    expect(back.headers.get("location")).toBe(`/?problem=${problem}`);
    expect(cookiesOf(back)).toEqual([]);
  });

  it("counts once", async () => {
    const begun = await app.request("/auth/sign-in");
    const headers = { cookie: cookiesOf(begun).join("; ") };
    await app.request("/auth/redirect?code=ada", { headers });
    const again = await app.request("/auth/redirect?code=ada", { headers });
    expect(again.headers.get("location")).toBe("/?problem=expired");
  });

  it("leads to the page, wherever the address says", async () => {
    const begun = await app.request("/auth/sign-in?post_login_redirect_uri=//evil.example");
    const back = await app.request(
      "/auth/redirect?code=ada&post_login_redirect_uri=//evil.example",
      {
        headers: { cookie: cookiesOf(begun).join("; ") },
      },
    );
    expect(back.headers.get("location")).toBe("/");
  });
});

describe("a sign-out", () => {
  it("ends the session and leads to Entra's", async () => {
    const cookie = await app.signIn();
    const response = await app.request("/auth/sign-out", {
      method: "POST",
      headers: app.pageHeaders(cookie),
      body: "{}",
    });
    expect(await response.json()).toEqual({ location: "https://login.microsoftonline.com/logout" });
    expect(response.headers.getSetCookie().join()).toMatch(/^entrim-session=;.*Max-Age=0/);
    expect((await ask(cookie)).status).toBe(401);
  });

  it("[app/no-stale-session] says that it is not finished if the session may go on elsewhere", async () => {
    const away = await startTestApp(
      {},
      {
        ...createMemorySessionStore(),
        end: () => Promise.reject(new SignInError("UNAVAILABLE", "Sessions cannot be reached.")),
      },
    );
    const response = await away.request("/auth/sign-out", {
      method: "POST",
      headers: away.pageHeaders("entrim-session=somebody's"),
      body: "{}",
    });
    expect(response.status).toBe(503);
    expect(await codeOf(response)).toBe("SIGN_OUT_UNFINISHED");
    expect(response.headers.getSetCookie().join()).toMatch(/^entrim-session=;.*Max-Age=0/);
    const back = await away.signIn();
    expect(back).toBe("");
    await away.close();
  });

  it("[app/csrf] cannot be asked for by a link or another site", async () => {
    const cookie = await app.signIn();
    await app.request("/auth/sign-out", { headers: { cookie } });
    const response = await app.request("/auth/sign-out", {
      method: "POST",
      headers: { ...app.pageHeaders(cookie), origin: "https://evil.example" },
      body: "{}",
    });
    expect(response.status).toBe(403);
    expect((await ask(cookie)).status).toBe(200);
  });
});

describe("another site", () => {
  it.each([
    ["its origin", { origin: "https://evil.example" }],
    ["no origin", { origin: undefined }],
    ["an origin that is none", { origin: "null" }],
    ["what the browser says of it", { "sec-fetch-site": "cross-site" }],
    ["a neighbour's site", { "sec-fetch-site": "same-site" }],
    ["the page's header missing", { "x-requested-by": undefined }],
  ])("[app/csrf] is known by %s, and asks nothing", async (_, change) => {
    const response = await ask(await app.signIn(), change);
    expect(response.status).toBe(403);
    expect(await codeOf(response)).toBe("CROSS_SITE");
    expect(app.seenByGuard).toEqual([]);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", undefined])(
    "[app/csrf] cannot ask with a form: %s",
    async (type) => {
      const response = await ask(await app.signIn(), { "content-type": type });
      expect(response.status).toBe(415);
      expect(await codeOf(response)).toBe("UNSUPPORTED_MEDIA_TYPE");
      expect(app.seenByGuard).toEqual([]);
    },
  );
});

describe("/openai", () => {
  const path = "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21";
  const post = (headers: Record<string, string>) =>
    app.request(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: question,
    });

  it("answers whoever has a token", async () => {
    const response = await post({ authorization: `Bearer ${adaToken}` });
    expect(await response.json()).toEqual({ by: "completions", for: "ada", body: question });
  });

  it("[app/api-bearer-only] takes no session", async () => {
    const response = await post(app.pageHeaders(await app.signIn()));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(app.seenByGuard).toEqual([undefined]);
  });

  it("[app/api-bearer-only] the page's routes take no token", async () => {
    const authorization = `Bearer ${adaToken}`;
    expect((await ask("", { authorization })).status).toBe(401);
    expect((await app.request("/session", { headers: { authorization } })).status).toBe(401);
    expect(app.seenByGuard).toEqual([]);
  });

  it("asks for a token before it says what exists", async () => {
    expect((await app.request("/openai/nothing")).status).toBe(401);
  });
});

describe("/documents", () => {
  const path = "/documents/handbook/a-1";

  it("[documents/same-decision] asks the handler anew, for the person of the session", async () => {
    const response = await app.request(path, { headers: { cookie: await app.signIn() } });
    expect(await response.json()).toEqual({ by: "documents", for: "ada", body: "" });
    expect(app.seenByGuard).toEqual([`Bearer ${adaToken}`]);
  });

  it("is for nobody without a session, whatever token they have", async () => {
    const headers = { authorization: `Bearer ${adaToken}` };
    const response = await app.request(path, { headers });
    expect(response.status).toBe(401);
    expect(await codeOf(response)).toBe("SESSION_ENDED");
    expect(app.seenByGuard).toEqual([]);
  });

  it.each(["/documents", "/documents/handbook", "/documents/handbook/a-1/b"])(
    "has nothing at %s",
    async (other) => {
      const headers = { cookie: await app.signIn() };
      expect((await app.request(other, { headers })).status).toBe(404);
    },
  );
});

describe("every answer", () => {
  it.each(["/", "/session", "/page/chat.js", "/healthz", "/nothing", "/openai/nothing"])(
    "[app/csp] %s runs no inline code and cannot be framed",
    async (path) => {
      const { headers } = await app.request(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|\*|http/);
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-powered-by")).toBeNull();
    },
  );

  it("[app/csp] the pages hold no inline code or style", async () => {
    const cookies = ["", await app.signIn()];
    const pages = await Promise.all(
      cookies.map(async (cookie) => (await app.request("/", { headers: { cookie } })).text()),
    );
    for (const page of pages) {
      expect(page).toContain("<title>");
      expect(page).not.toMatch(/<script(?![^>]* src="\/page\/[a-z-]+\.js")/);
      expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });
});

describe("the page's files", () => {
  it.each([
    ["/page/chat.js", "text/javascript"],
    ["/page/marked.js", "text/javascript"],
    ["/page/page.css", "text/css"],
    ["/page/icon.svg", "image/svg+xml"],
  ])("%s is served", async (path, type) => {
    const response = await app.request(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain(type);
    expect(response.headers.get("cache-control")).toBe("no-cache");
  });

  it.each([
    "/page/markdown.test.ts",
    "/page/tsconfig.json",
    "/page/chat.html",
    "/page/marked.d.ts",
    "/page/..%2fmain.ts",
    "/page/%2e%2e/main.ts",
    "/page/nothing.js",
  ])("%s is not", async (path) => {
    const response = await app.request(path);
    expect(response.status).toBe(404);
    expect(await codeOf(response)).toBe("NOT_FOUND");
  });
});

it("is well as soon as it listens", async () => {
  expect(await (await app.request("/healthz")).json()).toEqual({ status: "ok" });
});

it("[log/no-upstream-words] writes down what failed, but not who was refused, nor what was asked", async () => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${adaToken}` };
  const post = (options: RequestInit) =>
    app.request("/openai/deployments/d/chat/completions?secret", { method: "POST", ...options });
  expect((await post({ headers: {}, body: "break down" })).status).toBe(401);
  expect(app.logged).toEqual([]);
  expect((await post({ headers, body: "break down" })).status).toBe(500);
  expect(app.logged).toEqual([
    "POST /openai/deployments/d/chat/completions failed: Error, because of Error OUT_OF_PAPER",
  ]);
});
