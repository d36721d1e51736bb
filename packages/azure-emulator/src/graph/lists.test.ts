import { describe, expect, it } from "vitest";
import { ada, ben, board, createLocalGraph, finance, staff } from "./graph.test.fixture.ts";

const plans = "00000000-0000-4000-8000-000000000005";

const graph = createLocalGraph({
  groups: [
    { id: staff, displayName: "Staff", memberOf: [board] },
    {
      id: finance,
      displayName: "Finance & Plans",
      description: "Money",
      mail: "finance@contoso.example",
      memberOf: [staff],
    },
    { id: board, displayName: "Board's", memberOf: [staff] },
    {
      id: plans,
      displayName: "plans",
      mail: "plans@contoso.example",
      groupTypes: ["Unified"],
      securityEnabled: false,
    },
  ],
  users: [
    {
      id: ada,
      userPrincipalName: "ada@contoso.example",
      displayName: "Ada",
      mail: "ada@contoso.example",
      memberOf: [finance, plans],
    },
    {
      id: ben,
      userPrincipalName: "ben_fabrikam.example#EXT#@contoso.example",
      displayName: "Ben",
      homeTenantId: "00000000-0000-4000-8000-0000000000fa",
    },
  ],
});

const eventual = { consistencylevel: "eventual" };

async function ask(path: string, headers: Record<string, string> = {}) {
  const token = await graph.appToken("Directory.Read.All");
  const response = await graph.ask(token, path, { headers });
  const body = (await response.json()) as {
    value: Record<string, unknown>[];
    error?: { code: string };
  };
  return { status: response.status, code: body.error?.code, body };
}

const idsOf = async (path: string, headers?: Record<string, string>) =>
  (await ask(path, headers)).body.value.map(({ id }) => id);

const filtered = (filter: string, headers?: Record<string, string>, rest = "") =>
  idsOf(`/groups?$filter=${encodeURIComponent(filter)}${rest}`, headers);

describe("$filter", () => {
  it.each([
    ["displayName eq 'staff'", [staff]],
    ["displayName eq 'Board''s'", [board]],
    ["startsWith(displayName,'FIN') or startswith(displayName, 'plan')", [finance, plans]],
    ["displayName in ('Staff', 'Plans')", [staff, plans]],
    [`id in ('${staff}','${board}')`, [staff, board]],
    ["mail eq 'finance@contoso.example'", [finance]],
    ["mail eq null and securityEnabled eq true", [staff, board]],
    ["securityEnabled eq false", [plans]],
    ["groupTypes/any(c:c eq 'Unified')", [plans]],
    ["mailEnabled eq true and (id eq '1' or displayName eq 'plans')", [plans]],
  ])("%s", async (filter, expected) => {
    expect(await filtered(filter)).toEqual(expected);
  });

  it.each([
    ["displayName ne 'Staff'", [finance, board, plans]],
    ["not startsWith(displayName,'S')", [finance, board, plans]],
    ["endsWith(mail,'@contoso.example')", [finance, plans]],
  ])("%s needs the index for advanced queries", async (filter, expected) => {
    const path = `/groups?$filter=${encodeURIComponent(filter)}`;
    expect(await ask(path)).toMatchObject({ status: 400, code: "Request_UnsupportedQuery" });
    expect(await ask(path, eventual)).toMatchObject({ status: 400 });
    expect(await filtered(filter, eventual, "&$count=true")).toEqual(expected);
  });

  it.each([
    "displayName",
    "displayName eq",
    "displayName eq Staff",
    "displayName eq 'Staff",
    "displayName eq 'Staff' or",
    "displayName like 'S%'",
    "displayName eq 'a' displayName eq 'b'",
    "startsWith(displayName)",
    "tolower(displayName) eq 'staff'",
    "owner eq 'a'",
    `${"(".repeat(50)}displayName eq 'a'${")".repeat(50)}`,
    "",
  ])("refuses %j", async (filter) => {
    const path = `/groups?$filter=${encodeURIComponent(filter)}`;
    expect(await ask(path)).toMatchObject({ status: 400, code: "BadRequest" });
  });

  it("finds people by their names and addresses", async () => {
    expect(await idsOf("/users?$filter=userPrincipalName eq 'ADA@contoso.example'")).toEqual([ada]);
    expect(await idsOf("/users?$filter=mail eq 'ada@contoso.example'")).toEqual([ada]);
    expect(await idsOf("/users?$filter=userType eq 'Guest'&$select=id")).toEqual([ben]);
  });

  it("of memberships needs the index", async () => {
    const path = `/users/${ada}/transitiveMemberOf/microsoft.graph.group?$filter=displayName eq 'staff'`;
    expect(await ask(path, eventual)).toMatchObject({ status: 400 });
    expect(await idsOf(`${path}&$count=true`, eventual)).toEqual([staff]);
  });

  it("counts what it leaves, and pages through it", async () => {
    const filter = "$filter=securityEnabled eq true";
    const count = await graph.ask(
      await graph.appToken("Group.Read.All"),
      `/groups/$count?${filter}`,
      {
        headers: eventual,
      },
    );
    expect(await count.text()).toBe("3");
    const { body } = await ask(`/groups?${filter}&$top=2&$count=true`, eventual);
    expect(body).toMatchObject({ "@odata.count": 3, value: [{ id: staff }, { id: finance }] });
    const next = new URL((body as unknown as Record<string, string>)["@odata.nextLink"] ?? "");
    expect(await idsOf(`${next.pathname.slice(5)}${next.search}`, eventual)).toEqual([board]);
  });
});

describe("$search", () => {
  it.each([
    ['"displayName:plan"', [finance, plans]],
    ['"displayName:plans fin"', [finance]],
    ['"mail:plans@"', [plans]],
    ['"mail:contoso"', []],
    ['"displayName:plan" AND "description:mon"', [finance]],
    ['"displayName:staff" OR "mail:plans"', [staff, plans]],
  ])("%s", async (search, expected) => {
    const path = `/groups?$search=${encodeURIComponent(search)}`;
    expect(await idsOf(path, eventual)).toEqual(expected);
  });

  it("needs the index", async () => {
    expect(await ask(`/groups?$search="displayName:plan"`)).toMatchObject({
      status: 400,
      code: "Request_BadRequest",
    });
  });

  it.each(["displayName:plan", '"plan"', '"owner:plan"'])("refuses %s", async (search) => {
    const path = `/groups?$search=${encodeURIComponent(search)}`;
    expect((await ask(path, eventual)).status).toBe(400);
  });
});

describe("$orderby", () => {
  it("sorts by the name, both ways", async () => {
    expect(await idsOf("/groups?$orderby=displayName")).toEqual([board, finance, plans, staff]);
    expect(await idsOf("/groups?$orderby=displayName desc")).toEqual([
      staff,
      plans,
      finance,
      board,
    ]);
  });

  it("of what was filtered needs the index", async () => {
    const path = "/groups?$filter=securityEnabled eq true&$orderby=displayName";
    expect(await ask(path)).toMatchObject({ status: 400, code: "Request_UnsupportedQuery" });
    expect(await idsOf(`${path}&$count=true`, eventual)).toEqual([board, finance, staff]);
  });

  it("refuses other properties", async () => {
    expect((await ask("/groups?$orderby=mail")).status).toBe(400);
  });
});

describe("$expand", () => {
  it("shows groups with their members, and people with their groups", async () => {
    const { body } = await ask(`/groups/${finance}?$select=id&$expand=members($select=id)`);
    expect(body).toMatchObject({
      id: finance,
      members: [{ "@odata.type": "#microsoft.graph.user", id: ada }],
    });
    const people = await ask("/users?$expand=transitiveMemberOf($select=id)&$select=displayName");
    expect(people.body.value).toEqual([
      {
        displayName: "Ada",
        transitiveMemberOf: [staff, finance, board, plans].map((id) => ({
          "@odata.type": "#microsoft.graph.group",
          id,
        })),
      },
      { displayName: "Ben", transitiveMemberOf: [] },
    ]);
  });

  it("shows only what the caller may read", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const path = "/me?$expand=memberOf";
    const response = await graph.ask(token, path);
    expect(await response.json()).toMatchObject({
      memberOf: [{ id: finance, displayName: null }, {}],
    });
    const other = await graph.appToken("User.ReadBasic.All");
    expect((await graph.ask(other, "/users?$expand=memberOf")).status).toBe(403);
  });

  it.each([
    "/groups?$expand=owners",
    "/groups?$expand=members,memberOf",
    "/groups?$expand=members($filter=id eq '1')",
    "/groups?$expand=members($select=owner)",
    "/users?$expand=members",
    `/users/${ada}/memberOf?$expand=members`,
  ])("refuses %s", async (path) => {
    expect((await ask(path)).status).toBe(400);
  });

  it("is nothing for the index", async () => {
    expect((await ask("/groups?$expand=members", eventual)).status).toBe(400);
  });
});

describe("groups that grant nothing", () => {
  it("are left out where only security groups are wanted", async () => {
    const token = await graph.personToken(ada, "User.Read");
    const of = async (securityEnabledOnly: boolean) => {
      const body = { securityEnabledOnly };
      const response = await graph.ask(token, "/me/getMemberObjects", { method: "POST", body });
      return ((await response.json()) as { value: string[] }).value;
    };
    expect(await of(true)).toEqual([staff, finance, board]);
    expect(await of(false)).toEqual([staff, finance, board, plans]);
  });

  it("are shown as what they are", async () => {
    expect((await ask(`/groups/${plans}`)).body).toMatchObject({
      mail: "plans@contoso.example",
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: ["Unified"],
    });
  });
});

it("shows who is a guest to those who select it", async () => {
  expect((await ask(`/users/${ben}?$select=userType`)).body).toMatchObject({ userType: "Guest" });
  expect((await ask(`/users/${ada}?$select=userType`)).body).toMatchObject({ userType: "Member" });
  expect((await ask(`/users/${ben}`)).body).not.toHaveProperty("userType");
});
