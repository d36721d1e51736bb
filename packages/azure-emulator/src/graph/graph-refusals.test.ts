import { describe, expect, it } from "vitest";
import { ada, app, ben, createLocalGraph, numberedGroup, staff } from "./graph.test.fixture.ts";

const graph = createLocalGraph();

const eventual = { consistencylevel: "eventual" };

const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, code: error.code, message: error.message };
};

describe("who may ask", () => {
  const answers: readonly (readonly [string, string, readonly string[], number])[] = [
    ["GET", "/me", ["User.Read"], 200],
    ["GET", "/me", ["Mail.Read"], 403],
    ["GET", `/users/${ada}`, ["User.Read"], 200],
    ["GET", `/users/${ben}`, ["User.Read"], 403],
    ["GET", `/users/${ben}`, ["User.ReadBasic.All"], 200],
    ["GET", `/users/${ben}`, ["User.ReadWrite.All"], 200],
    ["GET", "/users", ["User.Read"], 403],
    ["GET", `/users/${ben}/transitiveMemberOf`, ["User.Read"], 403],
    ["GET", `/users/${ben}/transitiveMemberOf`, ["GroupMember.Read.All"], 200],
    ["GET", `/groups/${staff}`, ["User.Read"], 403],
    ["GET", `/groups/${staff}/members`, ["User.Read.All"], 403],
    ["POST", "/me/getMemberGroups", ["User.Read"], 403],
    ["POST", "/me/getMemberGroups", ["User.Read", "GroupMember.Read.All"], 200],
    ["POST", "/me/getMemberObjects", ["User.Read"], 200],
    ["POST", `/users/${ben}/getMemberObjects`, ["User.ReadBasic.All"], 403],
    ["POST", `/users/${ben}/getMemberObjects`, ["GroupMember.Read.All"], 403],
    ["POST", `/servicePrincipals/${app}/getMemberObjects`, ["User.Read.All"], 403],
    ["POST", `/directoryObjects/${ben}/getMemberObjects`, ["User.Read.All"], 403],
    ["POST", `/directoryObjects/${ben}/getMemberObjects`, ["Directory.Read.All"], 200],
  ];

  it.each(answers)("[emulator/roles-enforced] %s %s with %j is %i", async (...row) => {
    const [method, path, scopes, status] = row;
    const token = await graph.personToken(ada, ...scopes);
    const body = method === "POST" ? {} : undefined;
    expect((await graph.ask(token, path, { method, body })).status).toBe(status);
  });

  it("[emulator/roles-enforced] does not tell who may not ask what exists", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const [there, notThere] = await Promise.all(
      [ben, numberedGroup(1)].map(async (id) => errorOf(await graph.ask(token, `/users/${id}`))),
    );
    expect(there).toEqual(notThere);
  });

  it("has no /me for an app", async () => {
    const token = await graph.appToken("User.Read", "User.Read.All", "Directory.Read.All");
    expect(await errorOf(await graph.ask(token, "/me"))).toEqual({
      status: 400,
      code: "BadRequest",
      message: "/me request is only valid with delegated authentication flow.",
    });
  });

  it("[emulator/roles-enforced] refuses who brings no token, a broken or an old one", async () => {
    const { personToken, ask, clock } = createLocalGraph();
    const token = await personToken(ada, "User.Read");
    const refusals = [
      await ask(undefined, "/me"),
      await ask("token", "/me"),
      await ask(`${token.slice(0, -8)}AAAAAAAA`, "/me"),
    ];
    clock.advance(2 * 60 * 60 * 1000);
    refusals.push(await ask(token, "/me"));
    expect(await Promise.all(refusals.map(errorOf))).toEqual(
      [
        "Access token is empty.",
        "IDX14100: JWT is not well formed.",
        "Access token validation failure. Invalid signature.",
        "Lifetime validation failed, the token is expired.",
      ].map((message) => ({ status: 401, code: "InvalidAuthenticationToken", message })),
    );
    expect(refusals[0]?.headers.get("www-authenticate")).toMatch(
      /^Bearer realm="", authorization_uri=/,
    );
  });

  it("[emulator/keys-refused] refuses a key, even beside a good token", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const headers = { "api-key": "0123456789abcdef" };
    expect((await graph.ask(undefined, "/me", { headers })).status).toBe(401);
    expect((await graph.ask(token, "/me", { headers })).status).toBe(401);
  });

  it("repeats the id that the client gave the request", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const headers = { "client-request-id": "mine" };
    const response = await graph.ask(token, "/me", { headers });
    expect(response.headers.get("client-request-id")).toBe("mine");
    expect(response.headers.get("request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("what it does not understand", () => {
  const mistakes: readonly (readonly [string, string, number, string])[] = [
    ["GET", "/me/messages", 400, "BadRequest"],
    ["GET", "/teams", 400, "BadRequest"],
    ["GET", "/me/members", 400, "BadRequest"],
    ["GET", "/users/%ZZ", 400, "BadRequest"],
    ["GET", `/users/${numberedGroup(1)}`, 404, "Request_ResourceNotFound"],
    ["GET", `/groups/${ada}`, 404, "Request_ResourceNotFound"],
    ["GET", "/users?$format=atom", 400, "Request_UnsupportedQuery"],
    ["GET", "/users?$select=manager", 400, "BadRequest"],
    ["GET", "/users?$top=0", 400, "Request_BadRequest"],
    ["GET", "/users?$top=1&$top=2", 400, "BadRequest"],
    ["GET", "/users/$count?$top=1", 400, "Request_UnsupportedQuery"],
    ["GET", "/directoryObjects", 400, "Request_UnsupportedQuery"],
    ["PATCH", "/me", 405, "Request_BadRequest"],
    ["GET", "/me/getMemberObjects", 405, "Request_BadRequest"],
    ["GET", "/$batch", 405, "Request_BadRequest"],
  ];

  it.each(mistakes)("%s %s is %i %s", async (method, path, status, code) => {
    const token = await graph.personToken(ada, "Directory.Read.All");
    const response = await graph.ask(token, path, { method, headers: eventual });
    expect(await errorOf(response)).toMatchObject({ status, code });
  });

  it.each([
    { securityEnabledOnly: "yes" },
    { securityEnabledOnly: true, groupTypes: [] },
    ["securityEnabledOnly"],
  ])("refuses the body %j", async (body) => {
    const token = await graph.personToken(ada, "User.Read");
    const response = await graph.ask(token, "/me/getMemberObjects", { method: "POST", body });
    expect(response.status).toBe(400);
  });

  it("refuses a body that does not say that it is JSON", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const headers = { "content-type": "text/plain" };
    const init = { method: "POST", headers, body: {} };
    expect((await graph.ask(token, "/me/getMemberObjects", init)).status).toBe(400);
  });

  it.each([
    { requests: [] },
    { requests: [{ id: "1", method: "GET" }] },
    { requests: [1, 1].map((id) => ({ id: `${id}`, method: "GET", url: "/me" })) },
    { requests: [{ id: "1", method: "GET", url: "https://evil.example/" }] },
    { requests: [{ id: "1", method: "NO METHOD", url: "/me" }] },
    { requests: [{ id: "1", method: "GET", url: "/me", body: {} }] },
    { requests: [{ id: "1", method: "GET", url: "/me", headers: { "no name": "" } }] },
    {
      requests: Array.from({ length: 21 }, (_, id) => ({ id: `${id}`, method: "GET", url: "/me" })),
    },
  ])("refuses the batch %#", async (body) => {
    const token = await graph.personToken(ada, "User.Read");
    expect((await graph.ask(token, "/$batch", { method: "POST", body })).status).toBe(400);
  });

  it("does not let a part of a batch bring a token of its own", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const headers = { Authorization: `Bearer ${await graph.personToken(ben, "User.Read")}` };
    const body = { requests: [{ id: "1", method: "GET", url: "/me", headers }] };
    const response = await graph.ask(token, "/$batch", { method: "POST", body });
    expect(await response.json()).toMatchObject({ responses: [{ body: { id: ada } }] });
  });

  it("has one version", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const headers = { authorization: `Bearer ${token}` };
    const ask = (url: string) => graph.fetch(new Request(url, { headers }));
    expect((await ask("https://graph.microsoft.com/beta/me")).status).toBe(400);
    expect((await ask("https://graph.microsoft.com/v2/me")).status).toBe(400);
    expect((await ask("https://graph.microsoft.com/")).status).toBe(400);
  });
});
