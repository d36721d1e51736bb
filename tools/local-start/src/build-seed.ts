import type { Seed, SeedIndexDefinition } from "@entrim/azure-emulator";
import { contoso } from "./contoso.ts";
import { nameUuid } from "./name-uuid.ts";
import type { Person } from "./people.ts";
import type { DocumentFolder, LocalDocument } from "./read-documents.ts";
import { splitPassages } from "./split-passages.ts";

/**
 * What the local Azure holds: the directory, the documents as passages that carry the ids of the groups
 * that may read them, and the app with the roles that it needs and no more.
 *
 * @param origin Where browsers find the app.
 */
export function buildSeed(options: {
  readonly folder: DocumentFolder;
  readonly people: readonly Person[];
  readonly origin: string;
}): Seed {
  const { folder, people, origin } = options;
  const { app, identity, search, openai, subscriptionId, resourceGroup } = contoso;
  const providers = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers`;
  return {
    tenant: { displayName: contoso.displayName, domain: contoso.domain },
    subscriptionId,
    resourceGroup,
    groups: folder.groups.map((name) => ({ id: groupId(name), displayName: name })),
    users: people.map(({ id, userPrincipalName, displayName, groups }) => ({
      id,
      userPrincipalName,
      displayName,
      jobTitle: describeGroups(groups, folder.groups),
      memberOf: groups.map(groupId),
    })),
    apps: [
      {
        appId: app.appId,
        objectId: app.objectId,
        displayName: app.displayName,
        identifierUri: app.identifierUri,
        redirectUris: [`${origin}/auth/redirect`, `${origin}/`],
        scopes: [app.scope],
        groupMembershipClaims: "None",
        federatedCredentials: [
          { subject: identity.principalId, audience: "api://AzureADTokenExchange" },
        ],
      },
      {
        // for a Redis that several instances of the app share
        appId: contoso.redis.appId,
        objectId: contoso.redis.objectId,
        displayName: "Azure Cache for Redis",
        identifierUri: "https://redis.azure.com",
        redirectUris: [],
        scopes: [],
      },
    ],
    identities: [
      {
        ...identity,
        kind: "UserAssigned",
        graphPermissions: ["User.ReadBasic.All", "GroupMember.Read.All"],
      },
    ],
    searchServices: [
      {
        name: search.service,
        indexes: [{ definition: indexDefinition, documents: folder.documents.flatMap(toRecords) }],
      },
    ],
    openaiAccounts: [
      {
        name: openai.account,
        // at the pace of a model, or nobody would see the words come
        deployments: [{ name: openai.deployment, model: openai.deployment, chunkDelayInMs: 30 }],
      },
    ],
    roleAssignments: [
      {
        principalId: identity.principalId,
        role: "Search Index Data Reader",
        scope: `${providers}/Microsoft.Search/searchServices/${search.service}`,
      },
      {
        principalId: identity.principalId,
        role: "Cognitive Services OpenAI User",
        scope: `${providers}/Microsoft.CognitiveServices/accounts/${openai.account}`,
      },
    ],
  };
}

/** A person's groups in a word or two. */
export function describeGroups(groups: readonly string[], all: readonly string[]): string {
  if (groups.length === 0) return "in no group";
  return groups.length > 1 && groups.length === all.length ? "in all groups" : groups.join(", ");
}

const indexDefinition: SeedIndexDefinition = {
  name: contoso.search.index,
  fields: [
    { name: contoso.search.keyField, type: "Edm.String", key: true, filterable: true },
    { name: "content", type: "Edm.String", searchable: true },
    { name: "title", type: "Edm.String", searchable: true },
    { name: "heading", type: "Edm.String", searchable: true },
    { name: "filepath", type: "Edm.String", filterable: true },
    { name: "url", type: "Edm.String" },
    {
      name: contoso.search.groupField,
      type: "Collection(Edm.String)",
      filterable: true,
      // so that the app can check each hit a second time
      retrievable: true,
    },
  ],
};

function toRecords({ path, text, groups }: LocalDocument): Record<string, unknown>[] {
  return splitPassages(text, path).map(({ title, heading, content }, i) => ({
    [contoso.search.keyField]: `${nameUuid(`document/${path}`)}-${i + 1}`,
    content,
    title,
    heading,
    filepath: path,
    url: null,
    [contoso.search.groupField]: groups.map(groupId),
  }));
}

function groupId(name: string): string {
  return nameUuid(`group/${name}`);
}
