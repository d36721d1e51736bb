import { describe, expect, it } from "vitest";
import type { SeedApp } from "../seed.ts";
import { ada, app, createLocalGraph, finance } from "./graph.test.fixture.ts";

const appId = "00000000-0000-4000-8000-000000000050";
const identity = "00000000-0000-4000-8000-000000000061";

const chat: SeedApp = {
  appId,
  objectId: app,
  displayName: "Chat",
  identifierUri: "api://chat",
  redirectUris: ["http://localhost:3000/"],
  scopes: ["access_as_user"],
  appRoles: [{ value: "Documents.Read", assignedTo: [finance, identity] }],
  federatedCredentials: [{ subject: identity, audience: "api://AzureADTokenExchange" }],
  clientSecrets: ["not-to-be-shown"],
};

const createGraph = (change: Partial<SeedApp> = {}) =>
  createLocalGraph({
    apps: [{ ...chat, ...change }],
    identities: [
      {
        name: "chat-identity",
        kind: "UserAssigned",
        clientId: "00000000-0000-4000-8000-000000000060",
        principalId: identity,
      },
    ],
  });

type LocalGraph = ReturnType<typeof createLocalGraph>;

async function read(graph: LocalGraph, path: string, ...permissions: readonly string[]) {
  const token = await graph.appToken(...permissions);
  const response = await graph.ask(token, path);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const registration = `/applications(appId='${appId}')`;

describe("an app registration", () => {
  it("is shown by its app id or its id, or in the list of all", async () => {
    const graph = createGraph();
    const client = graph.client(await graph.appToken("Application.Read.All"));
    const shown = (await client.api(registration).get()) as Record<string, unknown>;
    expect(shown).toMatchObject({
      appId,
      identifierUris: ["api://chat"],
      appRoles: [{ value: "Documents.Read" }],
      api: { oauth2PermissionScopes: [{ value: "access_as_user" }] },
    });
    expect(shown["id"]).not.toBe(appId);
    const byId = (await client.api(`/applications/${String(shown["id"])}`).get()) as object;
    expect(byId).toEqual(shown);
    const all = (await client.api("/applications").select("appId").get()) as object;
    expect(all).toMatchObject({ value: [{ appId }] });
  });

  it("[emulator/secrets-unshown] shows that it has secrets, and no secret", async () => {
    const path = `${registration}?$select=appId,passwordCredentials,keyCredentials`;
    const { body } = await read(createGraph(), path, "Directory.Read.All");
    expect(body).toMatchObject({
      appId,
      passwordCredentials: [{ secretText: null }],
      keyCredentials: [],
    });
    expect(JSON.stringify(body)).not.toContain("not-to-be");
    const all = await read(createGraph(), "/applications", "Directory.Read.All");
    expect(JSON.stringify(all.body)).toContain(appId);
    expect(JSON.stringify(all.body)).not.toContain("not-to-be");
    const without = await read(createGraph({ clientSecrets: [] }), path, "Directory.Read.All");
    expect(without.body["passwordCredentials"]).toEqual([]);
  });

  it("tells whom it trusts in place of a secret", async () => {
    const graph = createGraph();
    const path = `${registration}/federatedIdentityCredentials`;
    const { body } = await read(graph, path, "Application.Read.All");
    expect(body["value"]).toMatchObject([
      {
        name: "chat-identity",
        issuer: `https://login.microsoftonline.com/${graph.directory.tenantId}/v2.0`,
        subject: identity,
        audiences: ["api://AzureADTokenExchange"],
      },
    ]);
  });
});

describe("a service principal", () => {
  it("has what it was granted of Graph, by the ids that Graph has for it", async () => {
    const graph = createGraph();
    const path = `/servicePrincipals/${identity}/appRoleAssignments`;
    const { body } = await read(
      graph,
      path,
      "Application.Read.All",
      "GroupMember.Read.All",
      "Else",
    );
    expect(body["value"]).toMatchObject([
      { appRoleId: "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", resourceDisplayName: "Microsoft Graph" },
      { appRoleId: "98830695-27a2-44f7-8c18-0c3ebc9698f6", principalId: identity },
      { principalType: "ServicePrincipal" },
      { resourceDisplayName: "Chat", resourceId: app },
    ]);
  });

  it("tells who has which of its roles", async () => {
    const graph = createGraph();
    const path = `/servicePrincipals(appId='${appId}')/appRoleAssignedTo`;
    const { body } = await read(graph, path, "Application.Read.All");
    const role = (await read(graph, registration, "Application.Read.All")).body["appRoles"];
    const [{ id: appRoleId }] = role as readonly [{ readonly id: string }];
    expect(body["value"]).toMatchObject([
      { principalId: finance, principalType: "Group", appRoleId },
      { principalId: identity, principalType: "ServicePrincipal", appRoleId },
    ]);
  });
});

const paths = [
  registration,
  `${registration}/federatedIdentityCredentials`,
  "/applications",
  `/servicePrincipals/${app}/appRoleAssignments`,
  `/servicePrincipals/${app}/appRoleAssignedTo`,
];

it.each(paths)("[emulator/roles-enforced] %s needs a permission of its own", async (path) => {
  const graph = createGraph();
  const { status, body } = await read(graph, path, "User.Read.All", "Group.Read.All");
  expect(status).toBe(403);
  expect(body).toMatchObject({ error: { code: "Authorization_RequestDenied" } });
  const person = await graph.personToken(ada, "Application.Read.All");
  expect((await graph.ask(person, path)).status).toBe(200);
});

it.each<readonly [string, number]>([
  [`/applications/${ada}`, 404],
  [`/applications(appId='${ada}')/federatedIdentityCredentials`, 404],
  [`/servicePrincipals/${ada}/appRoleAssignments`, 404],
  [`/servicePrincipals(appId='${ada}')/appRoleAssignments`, 404],
  [`${registration}?$select=notes`, 400],
  [`${registration}?$expand=owners`, 400],
  [`${registration}/federatedIdentityCredentials?$filter=name eq 'a'`, 400],
  [`/servicePrincipals/${app}/appRoleAssignments?$top=1`, 400],
])("%s is answered %i", async (path, status) => {
  expect((await read(createGraph(), path, "Directory.Read.All")).status).toBe(status);
});
