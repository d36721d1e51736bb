import { describe, expect, it } from "vitest";
import {
  ada,
  app,
  ben,
  board,
  createLocalGraph,
  finance,
  numberedGroup,
  staff,
} from "./graph.test.fixture.ts";

const graph = createLocalGraph();

const allOfAda = [staff, finance, board];
const eventual = { consistencylevel: "eventual" };
const cast = "/transitiveMemberOf/microsoft.graph.group";

const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, code: error.code, message: error.message };
};

describe("the official client", () => {
  it("reads the person who signed in", async () => {
    const client = graph.client(await graph.personToken(ada, "User.Read"));
    expect(await client.api("/me").get()).toEqual({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users/$entity",
      id: ada,
      displayName: "Ada",
      userPrincipalName: "ada@contoso.example",
      mail: null,
    });
    expect(await client.api("/me").select("displayName").get()).toEqual({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(displayName)/$entity",
      displayName: "Ada",
    });
  });

  it("gets all groups of a person in one call, nested ones and circles included", async () => {
    const client = graph.client(await graph.personToken(ada, "User.Read"));
    const { value } = await client.api("/me/getMemberObjects").post({ securityEnabledOnly: true });
    expect(value).toEqual(allOfAda);
  });

  it("gets the groups of anybody as an app, by id or user name", async () => {
    const client = graph.client(await graph.appToken("User.ReadBasic.All", "GroupMember.Read.All"));
    const answers = await Promise.all(
      [ada, "Ada@contoso.example"].map((key) =>
        client.api(`/users/${key}/getMemberGroups`).post({ securityEnabledOnly: true }),
      ),
    );
    expect(answers).toMatchObject([{ value: allOfAda }, { value: allOfAda }]);
  });

  it("pages through groups by the links that it gets", async () => {
    const client = graph.client(await graph.appToken("GroupMember.Read.All"));
    const first = await client
      .api(`/users/${ada}${cast}`)
      .header("ConsistencyLevel", "eventual")
      .query({ $count: "true", $select: "id", $top: "2" })
      .get();
    expect(first).toEqual({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups(id)",
      "@odata.count": 3,
      "@odata.nextLink": expect.stringMatching(
        /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\/.*\$skiptoken=/,
      ),
      value: [{ id: staff }, { id: finance }],
    });
    const next = await client
      .api(first["@odata.nextLink"])
      .header("ConsistencyLevel", "eventual")
      .get();
    expect(next.value).toEqual([{ id: board }]);
    expect(next).not.toHaveProperty(["@odata.nextLink"]);
    expect(next).not.toHaveProperty(["@odata.count"]);
  });

  it("sees Graph's errors as such", async () => {
    const client = graph.client(await graph.personToken(ada, "User.Read"));
    await expect(client.api(`/users/${ben}`).get()).rejects.toMatchObject({
      statusCode: 403,
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("asks for several things in a batch", async () => {
    const client = graph.client(await graph.personToken(ada, "User.Read"));
    const { responses } = await client.api("/$batch").post({
      requests: [
        { id: "1", method: "GET", url: "/me?$select=id" },
        { id: "2", method: "GET", url: `/users/${ben}` },
        { id: "3", method: "GET", url: "/me", dependsOn: ["2"] },
        {
          id: "4",
          method: "POST",
          url: "/me/getMemberObjects",
          headers: { "Content-Type": "application/json" },
          body: { securityEnabledOnly: true },
          dependsOn: ["1"],
        },
      ],
    });
    expect(responses).toMatchObject([
      { id: "1", status: 200, body: { id: ada } },
      { id: "2", status: 403, body: { error: { code: "Authorization_RequestDenied" } } },
      { id: "3", status: 424 },
      { id: "4", status: 200, body: { value: allOfAda } },
    ]);
  });
});

describe("memberships", () => {
  it("tells direct ones from those through other groups", async () => {
    const token = await graph.appToken("GroupMember.Read.All");
    const idsOf = async (path: string) => {
      const { value } = (await (await graph.ask(token, path)).json()) as {
        value: { id: string }[];
      };
      return value.map(({ id }) => id);
    };
    expect(await idsOf(`/users/${ada}/memberOf`)).toEqual([finance]);
    expect(await idsOf(`/users/${ada}/transitiveMemberOf`)).toEqual(allOfAda);
    expect(await idsOf(`/groups/${finance}/memberOf`)).toEqual([staff]);
    expect(await idsOf(`/groups/${staff}/members`)).toEqual([finance, board]);
    expect(await idsOf(`/groups/${staff}/transitiveMembers`)).toContain(ada);
  });

  it("leaves those who may not read groups with ids", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const response = await graph.ask(token, "/me/memberOf");
    expect(await response.json()).toMatchObject({
      value: [{ "@odata.type": "#microsoft.graph.group", id: finance, displayName: null }],
    });
  });

  it("names the type where it can be several, and everything to those who may read it", async () => {
    const token = await graph.appToken("Directory.Read.All");
    expect(await (await graph.ask(token, `/groups/${finance}/members`)).json()).toEqual({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryObjects",
      value: [
        {
          "@odata.type": "#microsoft.graph.user",
          id: ada,
          displayName: "Ada",
          userPrincipalName: "ada@contoso.example",
          mail: null,
        },
      ],
    });
  });

  it("counts", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const response = await graph.ask(token, `/me${cast}/$count`, { headers: eventual });
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(await response.text()).toBe("3");
  });

  it("refuses casts and counts of clients that do not accept a lag", async () => {
    const token = await graph.personToken(ada, "User.Read");
    expect(await errorOf(await graph.ask(token, `/me${cast}`))).toMatchObject({
      status: 400,
      code: "Request_UnsupportedQuery",
    });
    expect(await errorOf(await graph.ask(token, `/me${cast}?$count=true`))).toMatchObject({
      status: 400,
      code: "Request_BadRequest",
    });
    expect(
      await errorOf(await graph.ask(token, `/me${cast}`, { headers: eventual })),
    ).toMatchObject({ code: "Request_UnsupportedQuery" });
  });

  it("checks a list of groups, and at most 20", async () => {
    const token = await graph.personToken(ada, "User.Read", "GroupMember.Read.All");
    const check = (groupIds: unknown) =>
      graph.ask(token, "/me/checkMemberGroups", { method: "POST", body: { groupIds } });
    const response = await check([finance.toUpperCase(), numberedGroup(1)]);
    expect(await response.json()).toMatchObject({ value: [finance] });
    expect((await check(Array.from({ length: 21 }, (_, n) => numberedGroup(n)))).status).toBe(400);
    expect((await check([])).status).toBe(400);
    expect((await check("finance")).status).toBe(400);
  });

  it("fails as a whole beyond 11,000 groups, and pages still", async () => {
    const many = Array.from({ length: 11_001 }, (_, n) => ({
      id: numberedGroup(n),
      displayName: `Group ${n}`,
    }));
    const userPrincipalName = "ada@contoso.example";
    const large = createLocalGraph({
      groups: many,
      users: [
        { id: ada, userPrincipalName, displayName: "Ada", memberOf: many.map(({ id }) => id) },
      ],
    });
    const token = await large.personToken(ada, "User.Read");
    const all = await large.ask(token, "/me/getMemberObjects", {
      method: "POST",
      body: { securityEnabledOnly: true },
    });
    expect(await errorOf(all)).toMatchObject({
      status: 400,
      code: "Directory_ResultSizeLimitExceeded",
    });
    const page = await large.ask(token, "/me/transitiveMemberOf?$top=999&$select=id");
    expect(((await page.json()) as { value: unknown[] }).value).toHaveLength(999);
  });

  it("answers for what has no memberships with none", async () => {
    const token = await graph.appToken("Application.Read.All");
    const body = { securityEnabledOnly: false };
    const path = `/servicePrincipals/${app}/getMemberObjects`;
    const response = await graph.ask(token, path, { method: "POST", body });
    expect(await response.json()).toMatchObject({ value: [] });
  });
});

describe("collections", () => {
  it("lists people, groups and what stands for apps", async () => {
    const token = await graph.appToken("Directory.Read.All");
    const namesOf = async (path: string) => {
      const { value } = (await (await graph.ask(token, path)).json()) as {
        value: { displayName: string }[];
      };
      return value.map(({ displayName }) => displayName);
    };
    expect(await namesOf("/users")).toEqual(["Ada", "Ben"]);
    expect(await namesOf("/groups")).toEqual(["Staff", "Finance", "Board"]);
    expect(await namesOf("/servicePrincipals")).toEqual(["Chat"]);
    const count = await graph.ask(token, "/groups/$count", { headers: eventual });
    expect(await count.text()).toBe("3");
  });

  it("finds what stands for an app by its client id", async () => {
    const token = await graph.appToken("Application.Read.All");
    const appId = "00000000-0000-4000-8000-000000000050";
    const response = await graph.ask(token, `/servicePrincipals(appId='${appId}')`);
    expect(await response.json()).toMatchObject({ id: app, appId, displayName: "Chat" });
  });

  it("takes no page token of another list", async () => {
    const token = await graph.appToken("Directory.Read.All");
    const page = (await (await graph.ask(token, "/groups?$top=1")).json()) as {
      "@odata.nextLink": string;
    };
    const skip = new URL(page["@odata.nextLink"]).searchParams.get("$skiptoken");
    expect((await graph.ask(token, `/groups?$skiptoken=${skip}`)).status).toBe(200);
    expect(await errorOf(await graph.ask(token, `/users?$skiptoken=${skip}`))).toMatchObject({
      status: 400,
      code: "Directory_ExpiredPageToken",
    });
    expect((await graph.ask(token, "/groups?$skiptoken=x")).status).toBe(400);
  });
});

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
