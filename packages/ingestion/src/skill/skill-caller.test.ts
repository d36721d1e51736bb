import { createAccessTokenVerifier } from "@entrim/access-token";
import { createEmulator, type Emulator, type Seed } from "@entrim/azure-emulator";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createPreprocessingSkill, type PreprocessingSkill } from "./preprocessing-skill.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const tenantId = "e0000000-0000-4000-8000-00000000e01a";
const [skillApp, otherApp] = [id(50), id(52)];
/** The search service's own identity, another one that has the role too, and one that has not. */
const [search, other, stranger] = [id(61), id(63), id(65)];
const ada = id(10);

const app = (appId: string, n: number): NonNullable<Seed["apps"]>[number] => ({
  appId,
  objectId: id(n),
  displayName: "Contoso Chat",
  identifierUri: `api://${appId}`,
  redirectUris: [],
  scopes: ["access_as_user"],
  appRoles: [{ value: "Skill.Call", assignedTo: [search, other, ada] }],
});

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(900),
  resourceGroup: "local",
  users: [{ id: ada, userPrincipalName: "ada@contoso.example", displayName: "Ada" }],
  apps: [app(skillApp, 51), app(otherApp, 53)],
  identities: [
    { name: "search", kind: "SystemAssigned", clientId: id(60), principalId: search },
    { name: "other", kind: "UserAssigned", clientId: id(62), principalId: other },
    { name: "stranger", kind: "UserAssigned", clientId: id(64), principalId: stranger },
  ],
};

let azure: Emulator;
const skills: PreprocessingSkill[] = [];

beforeEach(() => {
  azure = createEmulator({ seed });
});
afterAll(() => Promise.all(skills.map((skill) => skill.close())));

/** Calls the skill with a token, as the indexer of a search service does, some time after it was issued. */
async function call(token: string, laterInMs = 0): Promise<Response> {
  const skill = createPreprocessingSkill({
    verifier: createAccessTokenVerifier({
      tenants: [tenantId],
      audiences: [skillApp],
      scopes: [],
      roles: ["Skill.Call"],
      fetch: (input, init) => azure.fetch(new Request(input, init)),
      now: () => Date.now() + laterInMs,
    }),
    callers: [search],
  });
  skills.push(skill);
  const data = Buffer.from("# Leave\n25 days.").toString("base64");
  const values = [
    { recordId: "1", data: { name: "leave.md", file_data: { $type: "file", data } } },
  ];
  return skill(
    new Request("https://chat.contoso.example/skill", {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ values }),
    }),
  );
}

const tokenOf = (identity: string, appId = skillApp): Promise<string> =>
  azure.issueToken({ identity, scope: `api://${appId}/.default` });

describe("the skill, before the verifier that it has in production", () => {
  it("[ingest/skill-caller] is there for the search service's identity", async () => {
    const response = await call(await tokenOf("search"));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      values: [{ recordId: "1", errors: null, data: { chunks: [{ title: "Leave" }] } }],
    });
  });

  it("[ingest/skill-caller] is not there for another identity, though it has the role", async () => {
    const response = await call(await tokenOf("other"));
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain("chunks");
  });

  it.each([
    ["an identity without the role", () => tokenOf("stranger"), 0, "invalid_token"],
    [
      "a token that is made out to another app",
      () => tokenOf("search", otherApp),
      0,
      "invalid_token",
    ],
    ["a token that has expired", () => tokenOf("search"), 25 * 60 * 60_000, "invalid_token"],
    [
      "a person who has the role",
      () => azure.issueToken({ user: ada, scope: `api://${skillApp}/access_as_user` }),
      0,
      "insufficient_scope",
    ],
    [
      "a token that somebody has changed",
      async () => {
        const [header = "", claims = "", signature = ""] = (await tokenOf("other")).split(".");
        const forged = JSON.parse(Buffer.from(claims, "base64url").toString()) as object;
        const oid = Buffer.from(JSON.stringify({ ...forged, oid: search })).toString("base64url");
        return [header, oid, signature].join(".");
      },
      0,
      "invalid_token",
    ],
    ["nobody", () => Promise.resolve(""), 0, "invalid_request"],
  ])("[ingest/skill-caller] is not there for %s", async (_, token, laterInMs, code) => {
    await expect(call(await token(), laterInMs)).rejects.toMatchObject({
      name: "AccessTokenError",
      code,
    });
  });
});
