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
