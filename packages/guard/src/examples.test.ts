import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  authorizationOfPlatform,
  behindGuard,
  groupsOfWhoeverAsks,
  onBehalfOf,
} from "./examples.ts";
import {
  ada,
  createTestGuard,
  entraFetch,
  finance,
  legal,
  nowInMs,
  refusalOf,
  token,
} from "./guard.test.fixture.ts";

const graph = vi.fn<(request: Request) => Promise<Response>>();

let handle: ReturnType<typeof behindGuard>;

beforeAll(() => {
  vi.useFakeTimers({ now: nowInMs, toFake: ["Date"] });
  vi.stubGlobal("fetch", (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    return request.url.startsWith("https://graph.microsoft.com/")
      ? graph(request)
      : entraFetch(request);
  });
  handle = serve();
});

afterAll(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const credential = {
  getToken: () => Promise.resolve({ token: "for-graph", expiresOnTimestamp: nowInMs + 3_600_000 }),
};
const serve = () =>
  behindGuard(credential, (_, { principal }) =>
    onBehalfOf(principal, () =>
      Promise.resolve(
        Response.json({ objectId: principal.objectId, groups: groupsOfWhoeverAsks() }),
      ),
    ),
  );

function ask(authorization?: string): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  return handle(new Request("https://chat.example/", { headers }));
}

describe("behind the guard", () => {
  it("answers who holds a token, with the groups of the token", async () => {
    const response = await ask(`Bearer ${token({ groups: [finance] })}`);
    expect(await response.json()).toEqual({ objectId: ada, groups: [finance] });
    expect(graph).not.toHaveBeenCalled();
  });

  it("answers who holds a token without groups, with those that Graph knows", async () => {
    graph.mockResolvedValueOnce(Response.json({ value: [legal] }));
    const response = await ask(`Bearer ${token({ hasgroups: true, oid: finance })}`);
    expect(await response.json()).toEqual({ objectId: finance, groups: [legal] });
  });

  it("[answer/challenge] [answer/one-shape] refuses who holds none", async () => {
    const response = await ask();
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await response.json()).toEqual({
      error: { code: "missing_credentials", message: "A bearer token is required." },
    });
  });

  it.each([
    ["x-ms-client-principal", "eyJ1c2VySWQiOiJhZGEifQ=="],
    ["X_MS_CLIENT_PRINCIPAL", "eyJ1c2VySWQiOiJhZGEifQ=="],
    ["x-ms-client-principal_id", ada],
    ["X-MS-CLIENT-PRINCIPAL-ID", ada],
    ["x-ms-token-aad-access-token", token({ groups: [finance] })],
    ["x-user-groups", finance],
    ["x-forwarded-groups", finance],
    ["x-forwarded-user", ada],
  ])(
    "nobody is let in by the header %s, nor gets groups by it (H02, H03, H06)",
    async (...header) => {
      const headers = new Headers([header]);
      expect((await handle(new Request("https://chat.example/", { headers }))).status).toBe(401);
      headers.set("authorization", `Bearer ${token({ groups: [legal] })}`);
      const response = await handle(new Request("https://chat.example/", { headers }));
      expect(await response.json()).toEqual({ objectId: ada, groups: [legal] });
    },
  );

  it("[trim/outage-is-503] [answer/no-upstream-detail] answers 503 while Graph refuses", async () => {
    graph.mockResolvedValue(
      Response.json({ error: { code: "canary", message: "canary" } }, { status: 403 }),
    );
    const response = await ask(`Bearer ${token({ hasgroups: true, oid: legal })}`);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ error: { code: "GROUPS_UNAVAILABLE" } });
    expect(text).not.toContain("canary");
  });

  it("has nobody to lend outside of a request", () => {
    expect(groupsOfWhoeverAsks).toThrow(/no principal/);
  });
});

/** What becomes of a request behind the sign-in of App Service. */
const authorizeThere = (...headers: [name: string, value: string][]) =>
  createTestGuard().authorize(authorizationOfPlatform(new Headers(headers)));

describe("the token that App Service passes on", () => {
  const name = "x-ms-token-aad-access-token";

  it("is verified like any other", async () => {
    expect(await authorizeThere([name, token()])).toMatchObject({
      objectId: ada,
      groups: [finance],
    });
  });

  it.each([
    ["nobody signed", [[name, `${token().slice(0, -8)}AAAAAAAA`]], "invalid_token"],
    [
      "is for Microsoft Graph",
      [[name, token({ aud: "00000003-0000-0000-c000-000000000000" })]],
      "invalid_token",
    ],
    ["came twice", [name, name].map((each) => [each, token()]), "invalid_request"],
    ["is not there", [["x-ms-client-principal-id", ada]], "missing_credentials"],
  ] as [string, [string, string][], string][])(
    "opens nothing if it %s (H02, H03)",
    async (_, headers, code) => {
      expect(await refusalOf(authorizeThere(...headers))).toMatchObject({ code });
    },
  );
});
