import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import type { Seed } from "../seed.ts";
import { createDirectory } from "./directory.ts";
import { createTokenAuthority } from "./tokens.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const groupIds = Array.from({ length: 201 }, (_, n) => id(1000 + n));
const search = "https://search.azure.com";

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(900),
  resourceGroup: "local",
  groups: groupIds.map((group, n) => ({
    id: group,
    displayName: `Group ${n}`,
    // a member of the first is one of the second through it
    memberOf: n === 0 ? [groupIds[1]!] : [],
  })),
  users: [
    {
      id: id(1),
      userPrincipalName: "ada@contoso.example",
      displayName: "Ada",
      memberOf: [groupIds[0]!],
    },
    { id: id(2), userPrincipalName: "all@contoso.example", displayName: "All", memberOf: groupIds },
    { id: id(3), userPrincipalName: "none@contoso.example", displayName: "None" },
    {
      id: id(4),
      userPrincipalName: "many@contoso.example",
      displayName: "Many",
      memberOf: groupIds.slice(1),
    },
  ],
  apps: [
    {
      appId: id(50),
      objectId: id(51),
      displayName: "Chat",
      identifierUri: `api://${id(50)}`,
      redirectUris: [],
      scopes: ["access_as_user"],
      groupMembershipClaims: "SecurityGroup",
    },
  ],
  identities: [
    {
      name: "chat-identity",
      kind: "UserAssigned",
      clientId: id(60),
      principalId: id(61),
      graphPermissions: ["GroupMember.Read.All"],
    },
  ],
};
const ownApi = `api://${id(50)}/access_as_user`;

function setUp() {
  const clock = createClock();
  const directory = createDirectory(seed);
  return { clock, tokens: createTokenAuthority({ clock, directory }) };
}

const bearer = (token: string) =>
  new Request("https://contoso.search.windows.net/", {
    headers: { authorization: `Bearer ${token}` },
  });

describe("tokens", () => {
  const { tokens } = setUp();
  let searchToken: string;
  beforeAll(async () => {
    searchToken = await tokens.issueToken({
      identity: "chat-identity",
      scope: `${search}/.default`,
    });
  });

  it("have the v1.0 shape for an API of Microsoft's", () => {
    expect(decodeJwt(searchToken)).toMatchObject({
      ver: "1.0",
      aud: search,
      iss: "https://sts.windows.net/e0000000-0000-4000-8000-00000000e01a/",
      appid: id(60),
      idtyp: "app",
      oid: id(61),
    });
    expect(decodeProtectedHeader(searchToken)).toMatchObject({ alg: "RS256", typ: "JWT" });
    expect(decodeProtectedHeader(searchToken)["x5t"]).toBeDefined();
  });

  it("have the v2.0 shape for one's own API", async () => {
    const token = await tokens.issueToken({ user: "Ada@contoso.example", scope: ownApi });
    expect(decodeJwt(token)).toMatchObject({
      ver: "2.0",
      aud: id(50),
      azp: id(50),
      iss: "https://login.microsoftonline.com/e0000000-0000-4000-8000-00000000e01a/v2.0",
      oid: id(1),
      scp: "access_as_user",
      preferred_username: "ada@contoso.example",
    });
    expect(decodeProtectedHeader(token)["x5t"]).toBeUndefined();
  });

  it("carry Graph's application permissions in roles, and only for Graph", async () => {
    const token = await tokens.issueToken({
      identity: id(61),
      scope: "https://graph.microsoft.com/.default",
    });
    expect(decodeJwt(token)["roles"]).toEqual(["GroupMember.Read.All"]);
    expect(decodeJwt(searchToken)["roles"]).toBeUndefined();
  });

  it("carry nested groups too", async () => {
    const token = await tokens.issueToken({ user: id(1), scope: ownApi });
    expect(decodeJwt(token)["groups"]).toEqual(groupIds.slice(0, 2));
  });

  it("carry 200 groups, and of more only a hint where to ask", async () => {
    const full = decodeJwt(await tokens.issueToken({ user: id(4), scope: ownApi }));
    expect(full["groups"]).toHaveLength(200);
    const over = decodeJwt(await tokens.issueToken({ user: id(2), scope: ownApi }));
    expect(over["groups"]).toBeUndefined();
    expect(over).toMatchObject({
      _claim_names: { groups: "src1" },
      _claim_sources: { src1: { endpoint: expect.stringContaining("/getMemberObjects") } },
    });
  });

  it("carry permissions that were made up, for tests of what is refused", async () => {
    const wrong = { user: id(1), scope: ownApi, permissions: ["made_up"] };
    expect(decodeJwt(await tokens.issueToken(wrong))["scp"]).toBe("made_up");
  });

  it("say nothing of groups for a person in none", async () => {
    const claims = decodeJwt(await tokens.issueToken({ user: id(3), scope: ownApi }));
    expect(claims).not.toHaveProperty("groups");
    expect(claims).not.toHaveProperty("_claim_names");
  });

  it("are not given out for what the seed lacks", async () => {
    await expect(tokens.issueToken({ user: "eve", scope: ownApi })).rejects.toThrow(/no user/);
    await expect(tokens.issueToken({ identity: "eve", scope: ownApi })).rejects.toThrow(
      /no identity/,
    );
    await expect(
      tokens.issueToken({ user: id(1), scope: "https://evil.example/.default" }),
    ).rejects.toThrow(/no API/);
    await expect(
      tokens.issueToken({ user: id(1), scope: `api://${id(50)}/admin` }),
    ).rejects.toThrow(/no scope/);
  });
});

describe("verify", () => {
  it("returns who holds the token", async () => {
    const { tokens } = setUp();
    const token = await tokens.issueToken({ user: id(1), scope: `${search}/.default` });
    await expect(tokens.verify(bearer(token), [search])).resolves.toEqual({
      sessionId: tokens.sessions.of(id(1)).id,
      clientCapabilities: [],
      tenantId: "e0000000-0000-4000-8000-00000000e01a",
      objectId: id(1),
      kind: "user",
      clientId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
      scopes: ["user_impersonation"],
      roles: [],
    });
  });

  it("tells a missing and a malformed header apart", async () => {
    const { tokens } = setUp();
    await expect(tokens.verify(new Request("https://a.example"), [search])).resolves.toEqual({
      refused: "missing",
    });
    await expect(tokens.verify(bearer("abc"), [search])).resolves.toEqual({ refused: "malformed" });
  });

  it("refuses a token for another audience, even if only a slash differs", async () => {
    const { tokens } = setUp();
    const token = await tokens.issueToken({ identity: id(60), scope: `${search}//.default` });
    await expect(tokens.verify(bearer(token), [search])).resolves.toEqual({ refused: "audience" });
    await expect(tokens.verify(bearer(token), [`${search}/`])).resolves.toHaveProperty("objectId");
  });

  it("refuses a token by the clock of the local Azure", async () => {
    const { tokens, clock } = setUp();
    const token = await tokens.issueToken({ user: id(1), scope: `${search}/.default` });
    clock.advance(75 * 60_000 - 2_000);
    await expect(tokens.verify(bearer(token), [search])).resolves.toHaveProperty("objectId");
    clock.advance(2_000);
    await expect(tokens.verify(bearer(token), [search])).resolves.toEqual({ refused: "expired" });
  });

  it("refuses a token that was changed, unsigned or signed by another", async () => {
    const { tokens } = setUp();
    const token = await tokens.issueToken({ user: id(1), scope: `${search}/.default` });
    const [header, , signature] = token.split(".");
    const claims = { ...decodeJwt(token), oid: id(2) };
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    const stranger = await generateKeyPair("RS256", { extractable: true });
    const published = (await tokens.keys())[0]!;
    const forgeries = [
      `${header}.${body}.${signature}`,
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", kid: String(published.kid) })
        .sign(stranger.privateKey),
      await new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid: String(published.kid) })
        .sign(Buffer.from(JSON.stringify(published))),
    ];
    const results = await Promise.all(
      forgeries.map((forged) => tokens.verify(bearer(forged), [search])),
    );
    expect(results).toEqual([
      { refused: "invalid" },
      { refused: "malformed" },
      { refused: "invalid" },
      { refused: "invalid" },
    ]);
  });

  it("publishes only the public half of its key, with its issuer and without an algorithm", async () => {
    const [key] = await setUp().tokens.keys();
    expect(key).toMatchObject({
      kty: "RSA",
      use: "sig",
      cloud_instance_name: "microsoftonline.com",
      issuer: "https://login.microsoftonline.com/e0000000-0000-4000-8000-00000000e01a/v2.0",
    });
    expect(key).not.toHaveProperty("alg");
    expect(key).not.toHaveProperty("d");
  });
});
