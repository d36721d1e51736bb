import { ada, chatIdentity, contoso } from "../../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../../emulator.ts";
import type { SeedIndexDefinition } from "../../seed.ts";
import { ask, scope } from "../search.test.fixture.ts";

/** The newest version that has all of the members and headers. */
export const version = "2026-08-01-preview";

const [finance, staff] = [
  "00000000-0000-4000-8000-000000000001",
  "00000000-0000-4000-8000-000000000002",
];

/** Somebody who is in no group. */
export const mallory = "00000000-0000-4000-8000-000000000012";

export const container: string = `${scope}/providers/Microsoft.Storage/storageAccounts/contoso/blobServices/default/containers/reports`;

export const protectedIndex: SeedIndexDefinition = {
  name: "protected",
  permissionFilterOption: "enabled",
  fields: [
    { name: "id", type: "Edm.String", key: true, searchable: false },
    { name: "title", type: "Edm.String", analyzer: "en.lucene" },
    { name: "users", type: "Collection(Edm.String)", permissionFilter: "userIds" },
    { name: "groups", type: "Collection(Edm.String)", permissionFilter: "groupIds" },
    { name: "scope", type: "Edm.String", permissionFilter: "rbacScope", searchable: false },
  ],
  suggesters: [{ name: "titles", searchMode: "analyzingInfixMatching", sourceFields: ["title"] }],
  semantic: {
    defaultConfiguration: "default",
    configurations: [
      {
        name: "default",
        prioritizedFields: { prioritizedContentFields: [{ fieldName: "title" }] },
      },
    ],
  },
};

const contents: readonly Readonly<Record<string, unknown>>[] = [
  { id: "public", title: "Report for all", users: ["all"], groups: ["none"] },
  { id: "public-groups", title: "Report for all groups", users: [], groups: ["all"] },
  { id: "ada", title: "Report for Ada", users: [ada.id], groups: [] },
  { id: "finance", title: "Report for finance", users: ["none"], groups: [finance] },
  { id: "staff", title: "Report for the staff", users: [], groups: [staff] },
  {
    id: "container",
    title: "Report in a container",
    users: ["none"],
    groups: [],
    scope: container,
  },
  { id: "nobody", title: "Report for nobody", users: ["none"], groups: [] },
  { id: "empty", title: "Report without permissions" },
];

/** A local Azure with an index of protected documents; Ada is in finance, which is in the staff. */
export function createProtectedEmulator(): Emulator {
  return createEmulator({
    seed: {
      ...contoso,
      groups: [
        { id: finance ?? "", displayName: "Finance", memberOf: [staff ?? ""] },
        { id: staff ?? "", displayName: "Staff" },
      ],
      searchServices: [
        {
          name: "contoso",
          indexes: [{ definition: protectedIndex, documents: contents }],
          knowledgeSources: [
            {
              name: "reports",
              kind: "searchIndex",
              searchIndexParameters: { searchIndexName: "protected" },
            },
          ],
          knowledgeBases: [{ name: "reports", knowledgeSources: [{ name: "reports" }] }],
        },
      ],
      roleAssignments: [
        {
          principalId: chatIdentity.principalId,
          role: "Search Index Data Reader",
          scope,
        },
        { principalId: chatIdentity.principalId, role: "Search Service Contributor", scope },
      ],
    },
  });
}

/** A token of a person's for AI Search. */
export function tokenOf(
  azure: Emulator,
  user: string,
  audience = "https://search.azure.com",
): Promise<string> {
  return azure.issueToken({ user, scope: `${audience}/.default` });
}

/** The keys of what a person finds, in alphabetical order; of nobody without one. */
export async function visibleTo(
  azure: Emulator,
  user: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { body } = await ask(azure, "/indexes/protected/docs/search", {
    method: "POST",
    body: { search: "report", select: "id" },
    version,
    headers: {
      ...(user === undefined
        ? {}
        : { "x-ms-query-source-authorization": await tokenOf(azure, user) }),
      ...headers,
    },
  });
  return body.value.map(({ id }) => String(id)).toSorted();
}
