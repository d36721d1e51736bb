import { searchEndpoint } from "./azure.test.fixture.ts";
import type { DataSource } from "./data-source.ts";
import { ada, bob, emulateAzure, type EmulatedAzure } from "./emulated-azure.test.fixture.ts";
import { finance, sales } from "./server.test.fixture.ts";
import type { Reader } from "./steps/second-check.ts";
import type { UserToken } from "./user-token.ts";

/** An index with our field, and with a permission field of its own. */
export const guarded: DataSource = {
  endpoint: searchEndpoint,
  indexName: "guarded",
  groupField: "group_ids",
  keyField: "id",
  enforcement: "filter+native",
};

const all = [finance, sales];

/** By their titles: which of our filter and the service's let whom through. */
const documents = [
  { title: "both-finance", group_ids: [finance], readers: [finance] },
  { title: "both-sales", group_ids: [sales], readers: [sales] },
  { title: "ours-all-native-finance", group_ids: all, readers: [finance] },
  { title: "ours-finance-native-all", group_ids: [finance], readers: ["all"] },
  { title: "ours-all-native-none", group_ids: all, readers: ["none"] },
  { title: "ours-none-native-all", group_ids: [], readers: ["all"] },
].map((document, index) => ({
  title: document.title,
  group_ids: document.group_ids,
  readers: document.readers,
  id: String(index),
  content: `The days of leave are told in ${document.title}.`,
}));

/** What each may read: what both let through. */
export const readable: readonly (readonly [Reader, readonly string[]])[] = [
  [ada, ["both-finance", "ours-all-native-finance", "ours-finance-native-all"]],
  [bob, ["both-sales"]],
];

const text = (name: string): object => ({ name, type: "Edm.String", searchable: true });
const groups = (name: string): object => ({
  name,
  type: "Collection(Edm.String)",
  filterable: true,
});

/** The index, and a knowledge base `guarded` of it. */
export function emulateGuardedIndex(option: "enabled" | "disabled" = "enabled"): EmulatedAzure {
  const roles = [
    "Search Index Data Reader",
    "Search Service Contributor",
    "Cognitive Services OpenAI User",
  ];
  return emulateAzure(roles, {
    indexes: [
      {
        definition: {
          name: "guarded",
          permissionFilterOption: option,
          fields: [
            { name: "id", type: "Edm.String", key: true },
            text("title"),
            text("content"),
            groups("group_ids"),
            { ...groups("readers"), permissionFilter: "groupIds" },
          ],
          semantic: {
            defaultConfiguration: "default",
            configurations: [
              {
                name: "default",
                prioritizedFields: { prioritizedContentFields: [{ fieldName: "content" }] },
              },
            ],
          },
        },
        documents,
      },
    ],
    knowledgeSources: [
      {
        name: "guarded",
        kind: "searchIndex",
        searchIndexParameters: {
          searchIndexName: "guarded",
          sourceDataFields: ["id", "title", "content", "group_ids"].map((name) => ({ name })),
        },
      },
    ],
    knowledgeBases: [{ name: "guarded", knowledgeSources: [{ name: "guarded" }] }],
  });
}

/** Tokens for AI Search of people of the emulated tenant, as they would be obtained on their behalf. */
export function tokensOf({ azure }: EmulatedAzure, scope: string = searchScope): UserToken {
  return ({ objectId }) => azure.issueToken({ user: objectId, scope });
}

const searchScope = "https://search.azure.com/.default";
