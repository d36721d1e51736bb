import { Readable } from "node:stream";
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import type { TokenCredential } from "@azure/core-auth";
import {
  createEmulator,
  type Emulator,
  type RecordedRequest,
  type SeedUser,
} from "@entrim/azure-emulator";
import { finance, leavePolicy, sales, salesPlan } from "./server.test.fixture.ts";
import type { Reader } from "./steps/second-check.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const scope = `/subscriptions/${id(900)}`;
const principalId = id(61);

const text = (name: string): object => ({ name, type: "Edm.String", searchable: true });
const groups = { name: "group_ids", type: "Collection(Edm.String)", filterable: true };

/** The emulated Azure of a company, and what reaches it with the identity of one of its servers. */
export interface EmulatedAzure {
  readonly azure: Emulator;
  readonly credential: TokenCredential;
  readonly httpClient: HttpClient;
  /** What one of the services was asked. */
  readonly of: (service: "search" | "openai") => readonly RecordedRequest[];
}

/** Somebody in finance. */
export const ada: Reader = { objectId: id(71), groups: [finance] };
/** Somebody in sales. */
export const bob: Reader = { objectId: id(72), groups: [sales] };

/**
 * Two indexes, `documents` with the usual names and `wiki` with others, and three models: `gpt-4o`, `o4` and
 * `gpt-5`.
 *
 * @param roles Of the server's identity.
 * @param search What the search service has instead.
 */
export function emulateAzure(
  roles: readonly string[] = ["Search Index Data Reader", "Cognitive Services OpenAI User"],
  search: object = { indexes: [documentsIndex, wikiIndex] },
): EmulatedAzure {
  const azure = createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(900),
      resourceGroup: "local",
      groups: [
        { id: finance, displayName: "Finance" },
        { id: sales, displayName: "Sales" },
      ],
      identities: [{ name: "api", kind: "UserAssigned", clientId: id(60), principalId }],
      users: [userOf(ada, "ada", finance), userOf(bob, "bob", sales)],
      searchServices: [{ name: "contoso", ...search }],
      openaiAccounts: [
        {
          name: "contoso",
          deployments: [
            { name: "gpt-4o", model: "gpt-4o" },
            { name: "o4", model: "o4-mini" },
            { name: "gpt-5", model: "gpt-5" },
          ],
        },
      ],
      roleAssignments: roles.map((role) => ({ principalId, role, scope })),
    },
  });
  return {
    azure,
    httpClient: httpClientOf(azure),
    credential: {
      getToken: async (scopes) => ({
        token: await azure.issueToken({ identity: "api", scope: [scopes].flat().join(" ") }),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
    of: (service) => azure.requests.filter((request) => request.service === service),
  };
}

function userOf(reader: Reader, name: string, group: string): SeedUser {
  return {
    id: reader.objectId,
    userPrincipalName: `${name}@contoso.example`,
    displayName: name,
    memberOf: [group],
  };
}

const documentsIndex = {
  definition: {
    name: "documents",
    fields: [
      { name: "id", type: "Edm.String", key: true },
      ...["content", "title", "filepath", "url", "chunk_id"].map(text),
      groups,
    ] as { name: string; type: string }[],
  },
  documents: [leavePolicy, salesPlan],
};

const wikiIndex = {
  definition: {
    name: "wiki",
    fields: [
      { name: "id", type: "Edm.String", key: true },
      text("headline"),
      text("body"),
      { ...text("internal_note"), retrievable: false },
      groups,
    ] as { name: string; type: string }[],
    semantic: {
      defaultConfiguration: "wiki",
      configurations: [
        {
          name: "wiki",
          prioritizedFields: {
            titleField: { fieldName: "headline" },
            prioritizedContentFields: [{ fieldName: "body" }],
          },
        },
      ],
    },
  },
  documents: [
    {
      id: "1",
      headline: "Leave of parents",
      body: "Parents get 16 weeks of paid leave.",
      internal_note: "reviewed",
      group_ids: [finance],
    },
    { id: "2", headline: "Leave of sales", body: "Sales get extra leave.", group_ids: [sales] },
  ],
};

/** Hands requests to the emulator, without any port; what is streamed there is streamed here. */
function httpClientOf(azure: Emulator): HttpClient {
  return {
    async sendRequest(request) {
      const { url, method, headers, body, streamResponseStatusCodes } = request;
      const response = await azure.fetch(
        new Request(url, {
          method,
          headers: headers.toJSON(),
          ...(typeof body === "string" && { body }),
        }),
      );
      const { status } = response;
      const answer = {
        request,
        status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
      };
      return streamResponseStatusCodes?.has(status) && response.body
        ? { ...answer, readableStreamBody: Readable.fromWeb(response.body) }
        : { ...answer, bodyAsText: await response.text() };
    },
  };
}
