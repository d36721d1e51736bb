import { AzureOpenAI, OpenAI } from "openai";
import type { RoleAssignments } from "../azure.ts";
import { createClock, type AdvanceableClock } from "../clock.ts";
import { createDirectory } from "../entra/directory.ts";
import { createTokenAuthority } from "../entra/tokens.ts";
import { createDenyAssignments } from "../roles/deny-assignments.ts";
import { createRoleAssignments } from "../roles/role-assignments.ts";
import type { Seed, SeedDeployment } from "../seed.ts";
import { createOpenAIAccount } from "./openai-account.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** The object id of the identity that holds the role. */
export const principalId: string = id(61);

/** The object id of the identity that holds none. */
export const strangerId: string = id(63);

const scope = `/subscriptions/${id(900)}`;

const resourceId = `${scope}/resourceGroups/local/providers/Microsoft.CognitiveServices/accounts/contoso`;

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(900),
  resourceGroup: "local",
  identities: [
    { name: "api", kind: "UserAssigned", clientId: id(60), principalId },
    { name: "stranger", kind: "UserAssigned", clientId: id(62), principalId: strangerId },
  ],
  roleAssignments: [
    { principalId, role: "Cognitive Services OpenAI User", scope: resourceId },
    { principalId: strangerId, role: "Owner", scope },
  ],
};

/** An account and what its tests ask it with. */
interface LocalAccount {
  readonly clock: AdvanceableClock;
  readonly roles: RoleAssignments;
  /** A token of an identity (of the one that holds the role, for Cognitive Services). */
  readonly tokenFor: (identity?: string, audience?: string) => Promise<string>;
  /** The official client for deployments in the path. */
  readonly azureClient: (options?: { apiVersion?: string; identity?: string }) => AzureOpenAI;
  /** The official client for `/openai/v1/`. */
  readonly v1Client: () => OpenAI;
  /** Asks without a client, by POST if there is a body. */
  readonly ask: (
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Response>;
}

/** An account without a port, with models for chats, for completions, for embeddings, and those given. */
export function createLocalAccount(deployments: readonly SeedDeployment[] = []): LocalAccount {
  const clock = createClock();
  const directory = createDirectory(seed);
  const tokens = createTokenAuthority({ clock, directory });
  const denials = createDenyAssignments(seed, directory);
  const roles = createRoleAssignments({ seed, directory, denials, clock });
  const account = createOpenAIAccount(
    { clock, directory, tokens, roles, denials },
    resourceId,
    {
      name: "contoso",
      deployments: [
        { name: "chat", model: "gpt-4o" },
        { name: "reasoning", model: "o4-mini" },
        { name: "instruct", model: "gpt-35-turbo-instruct" },
        { name: "embed", model: "text-embedding-3-small" },
        { name: "embed-old", model: "text-embedding-ada-002" },
        ...deployments,
      ],
    },
    {
      allows: (host) => host === "models.example",
      send: () => Promise.reject(new Error("it is alone")),
      tokenOf: () => Promise.reject(new Error("it has no identity")),
    },
  );
  const origin = "https://contoso.openai.azure.com";
  const fetch: typeof globalThis.fetch = (input, init) => account.fetch(new Request(input, init));
  const tokenFor: LocalAccount["tokenFor"] = (
    identity = "api",
    audience = "https://cognitiveservices.azure.com",
  ) => tokens.issueToken({ identity, scope: `${audience}/.default` });

  return {
    clock,
    roles,
    tokenFor,
    azureClient: ({ apiVersion = "2024-10-21", identity } = {}) =>
      new AzureOpenAI({
        endpoint: origin,
        apiVersion,
        azureADTokenProvider: () => tokenFor(identity),
        fetch,
        maxRetries: 0,
      }),
    v1Client: () =>
      new OpenAI({
        baseURL: `${origin}/openai/v1/`,
        apiKey: () => tokenFor(),
        fetch,
        maxRetries: 0,
      }),
    ask: async (path, body, headers = {}) =>
      fetch(`${origin}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

const grounding = `Answer from the documents.
<documents>
[doc1]
# Leave
- New parents get sixteen weeks of parental leave. Ask your manager first.
[doc2]
Travel is booked two weeks ahead. Hotels cost at most 120 euros.
[doc3]
出張の申請は二週間前までに行います。ホテルの上限は一万円です。
</documents>
Hotels and parental leave are only examples.`;

/** A question with three documents, as a program that grounds its answers would ask it. */
export function groundedMessages(question: string): OpenAI.ChatCompletionMessageParam[] {
  return [
    { role: "system", content: grounding },
    { role: "user", content: question },
  ];
}
