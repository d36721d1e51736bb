import { AzureOpenAI, type OpenAI } from "openai";
import { chatIdentity, contoso } from "../../contoso.test.fixture.ts";
import { createEmulator, type Emulator } from "../../emulator.ts";
import type { Seed, SeedManagedIdentity, SeedOpenAIAccount } from "../../seed.ts";
import { textVector } from "../text-vector.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** Where the roles are. */
export const scope: string = `/subscriptions/${contoso.subscriptionId}/resourceGroups/local`;
/** The resource id of the identity that the account has beside its own. */
export const identityId: string = `${scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/chat-identity`;
/** The identity that the account asks the search as. */
export const accountIdentity: SeedManagedIdentity = {
  name: "contoso-openai",
  kind: "SystemAssigned",
  clientId: id(70),
  principalId: id(71),
};

/** What the documents say; the second is for parents only. */
export const contents: readonly string[] = [
  "Hotels cost at most 120 euros.",
  "New parents get sixteen weeks of leave.",
  "Parking is free.",
];

export const account: SeedOpenAIAccount = {
  name: "contoso",
  onYourData: true,
  deployments: [
    { name: "chat", model: "gpt-4o" },
    { name: "reasoning", model: "o4-mini" },
    { name: "embed", model: "text-embedding-3-small" },
  ],
  resource: {
    identity: {
      type: "SystemAssigned, UserAssigned",
      principalId: accountIdentity.principalId,
      userAssignedIdentities: { [identityId]: { principalId: chatIdentity.principalId } },
    },
  },
};

const seed: Seed = {
  ...contoso,
  identities: [chatIdentity, accountIdentity],
  openaiAccounts: [account],
  searchServices: [
    {
      name: "contoso",
      indexes: [
        {
          definition: {
            name: "documents",
            fields: [
              { name: "id", type: "Edm.String", key: true },
              { name: "title", type: "Edm.String", searchable: true },
              { name: "content", type: "Edm.String", searchable: true, analyzer: "en.lucene" },
              { name: "filepath", type: "Edm.String" },
              { name: "url", type: "Edm.String" },
              { name: "chunk_id", type: "Edm.String" },
              { name: "group_ids", type: "Collection(Edm.String)", filterable: true },
              {
                name: "contentVector",
                type: "Collection(Edm.Single)",
                searchable: true,
                dimensions: 1536,
                vectorSearchProfile: "profile",
              },
            ],
            semantic: {
              configurations: [
                {
                  name: "default",
                  prioritizedFields: { prioritizedContentFields: [{ fieldName: "content" }] },
                },
              ],
            },
            vectorSearch: {
              algorithms: [{ name: "hnsw", kind: "hnsw" }],
              profiles: [{ name: "profile", algorithm: "hnsw", vectorizer: "openai" }],
              vectorizers: [
                {
                  name: "openai",
                  kind: "azureOpenAI",
                  azureOpenAIParameters: {
                    resourceUri: "https://contoso.openai.azure.com",
                    deploymentId: "embed",
                    modelName: "text-embedding-3-small",
                  },
                },
              ],
            },
          },
          documents: contents.map((content, index) => ({
            id: String(index),
            title: `Page ${index}`,
            content,
            filepath: `${index}.md`,
            chunk_id: String(index),
            group_ids: [index === 1 ? "parents" : "everyone"],
            contentVector: [...textVector(content, 1536)],
          })),
        },
      ],
    },
  ],
  roleAssignments: [
    { principalId: chatIdentity.principalId, role: "Cognitive Services OpenAI User", scope },
    { principalId: accountIdentity.principalId, role: "Search Index Data Reader", scope },
    { principalId: accountIdentity.principalId, role: "Search Service Contributor", scope },
  ],
};

/** A local Azure with On Your Data, an index and the roles for it. */
export const startAzure = (change: Partial<Seed> = {}): Emulator =>
  createEmulator({ seed: { ...seed, ...change } });

/** The official client, as an identity that may chat. */
export const clientOf = (azure: Emulator, apiVersion = "2024-05-01-preview"): AzureOpenAI =>
  new AzureOpenAI({
    endpoint: "https://contoso.openai.azure.com",
    apiVersion,
    azureADTokenProvider: () =>
      azure.issueToken({
        identity: chatIdentity.name,
        scope: "https://cognitiveservices.azure.com/.default",
      }),
    fetch: (input, init) => azure.fetch(new Request(input, init)),
    maxRetries: 0,
  });

/** A data source, with those parameters beside what it needs. */
export const source = (parameters: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: "azure_search",
  parameters: {
    endpoint: "https://contoso.search.windows.net/",
    index_name: "documents",
    authentication: { type: "system_assigned_managed_identity" },
    ...parameters,
  },
});

/** What the official types know nothing of. */
interface Grounded {
  readonly citations: readonly Record<string, unknown>[];
  readonly intent: string;
  readonly all_retrieved_documents?: readonly Record<string, unknown>[];
}

/** An answer, and what it is from. */
interface GroundedMessage {
  readonly completion: OpenAI.ChatCompletion;
  readonly message: { readonly content: string; readonly context: Grounded };
  readonly context: Grounded;
}

/** What the first of the documents answers. */
export const question = "What do hotels cost?";
export const messages: OpenAI.ChatCompletionUserMessageParam[] = [
  { role: "user", content: question },
];

/** Asks a chat, by the official client. */
export const askWithData = async (
  azure: Emulator,
  parameters: Record<string, unknown> = {},
  { apiVersion, ...members }: { apiVersion?: string; [member: string]: unknown } = {},
): Promise<GroundedMessage> => {
  const body = { model: "chat", messages, data_sources: [source(parameters)], ...members };
  const completion = await clientOf(azure, apiVersion).chat.completions.create(body);
  const message = completion.choices[0]!.message as unknown as GroundedMessage["message"];
  return { completion, message, context: message.context };
};

/** Posts a chat without a client. */
export const postChat = async (azure: Emulator, path: string, body: unknown): Promise<Response> => {
  const scopes = "https://cognitiveservices.azure.com/.default";
  const token = await azure.issueToken({ identity: chatIdentity.name, scope: scopes });
  return azure.fetch(
    new Request(`https://contoso.openai.azure.com/openai/deployments/chat/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
};

/** The texts that an answer cites. */
export const citedBy = ({ context }: GroundedMessage): readonly unknown[] =>
  context.citations.map(({ content }) => content);
