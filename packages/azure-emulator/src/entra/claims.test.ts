import { decodeJwt, type JWTPayload } from "jose";
import { describe, expect, it } from "vitest";
import { ada, chatApp, chatIdentity, contoso, tenantId } from "../contoso.test.fixture.ts";
import type { Seed, SeedApp } from "../seed.ts";
import { createDirectory } from "./directory.ts";
import { useLocalEntra } from "./entra.test.fixture.ts";

const fabrikam = "00000000-0000-4000-8000-0000000000fa";
const grace = {
  id: "00000000-0000-4000-8000-000000000013",
  userPrincipalName: "grace_fabrikam.example#EXT#@contoso.example",
  displayName: "Grace Hopper",
  homeTenantId: fabrikam,
};
const nested = "00000000-0000-4000-8000-000000000002";
const finance = ada.memberOf![0]!;

const app: Partial<SeedApp> = {
  optionalClaims: ["acct", "idtyp"],
  appRoles: [
    { value: "Documents.Read.All", assignedTo: [chatIdentity.principalId, chatApp.objectId] },
    { value: "Approver", assignedTo: [finance] },
    { value: "Nested", assignedTo: [nested] },
    { value: "Nobody", assignedTo: [] },
  ],
};
const seed: Partial<Seed> = {
  users: [ada, grace],
  groups: [
    { id: finance, displayName: "Finance", memberOf: [nested] },
    { id: nested, displayName: "Everybody" },
  ],
};
const { tokens, post, federated, codeFor, redeem } = useLocalEntra({ app, seed });
const plain = useLocalEntra({ seed });

const scope = `${chatApp.identifierUri}/.default`;
const userClaims = async (user: string, entra = tokens): Promise<JWTPayload> =>
  decodeJwt(await entra().issueToken({ user, scope }));

describe("a guest", () => {
  it("has this tenant's token, which names the tenant that signed them in", async () => {
    expect(await userClaims(grace.id)).toMatchObject({
      iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      tid: tenantId,
      oid: grace.id,
      idp: `https://sts.windows.net/${fabrikam}/`,
      acct: 1,
    });
  });

  it("is told from a member", async () => {
    const claims = await userClaims(ada.id);
    expect(claims).toMatchObject({ acct: 0 });
    expect(claims).not.toHaveProperty("idp");
  });

  it("is known by `idp` alone to an API that did not ask for more", async () => {
    const claims = await userClaims(grace.id, plain.tokens);
    expect(claims).not.toHaveProperty("acct");
    expect(claims).toHaveProperty("idp");
  });
});

describe("app roles", () => {
  it("stand in the token of an app by itself, whether it is an identity or a registration", async () => {
    const token = await tokens().issueToken({ identity: chatIdentity.name, scope });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      aud: chatApp.appId,
      roles: ["Documents.Read.All"],
      idtyp: "app",
      oid: chatIdentity.principalId,
    });
    expect(claims).not.toHaveProperty("scp");
    const response = await post({ ...federated(), grant_type: "client_credentials", scope });
    const own = (await response.json()) as { access_token: string };
    expect(decodeJwt(own.access_token)).toMatchObject({
      roles: ["Documents.Read.All"],
      oid: chatApp.objectId,
    });
  });

  it("come by a group, but not by a group within a group, into both tokens of a person", async () => {
    const response = await redeem({ code: await codeFor() });
    const answer = (await response.json()) as { access_token: string; id_token: string };
    expect(decodeJwt(answer.access_token)).toMatchObject({ roles: ["Approver"], oid: ada.id });
    expect(decodeJwt(answer.id_token)).toMatchObject({ roles: ["Approver"] });
  });

  it("are missing where there are none, and so is `idtyp` unless the API asked for it", async () => {
    const token = await plain.tokens().issueToken({ identity: chatIdentity.name, scope });
    expect(decodeJwt(token)).not.toHaveProperty("roles");
    expect(decodeJwt(token)).not.toHaveProperty("idtyp");
    expect(await userClaims(grace.id)).not.toHaveProperty("roles");
  });

  it("are held by nobody whom the seed lacks", () => {
    const appRoles = [{ value: "Approver", assignedTo: [fabrikam] }];
    const apps = [{ ...chatApp, appRoles }];
    expect(() => createDirectory({ ...contoso, apps })).toThrow(/Approver/);
  });
});
