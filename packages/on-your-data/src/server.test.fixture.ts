import { restrictToGroups } from "@entrim/group-filter";
import { createOpenAIGenerator, createSearchRetriever } from "@entrim/on-your-data/azure";
import {
  openaiEndpoint,
  searchEndpoint,
  startLocalAzure,
  type LocalAzure,
} from "./azure.test.fixture.ts";
import { createOnYourData } from "./on-your-data.ts";
import { createOnYourDataHandler, type OnYourDataHandlerOptions } from "./on-your-data-handler.ts";
import type { OnYourDataOptions } from "./on-your-data-options.ts";
import type { Reader } from "./steps/second-check.ts";

export const finance = "00000000-0000-4000-8000-00000000000f";
export const sales = "00000000-0000-4000-8000-00000000005a";

/** Somebody of these groups. */
export function memberOf(...groups: readonly string[]): Reader {
  return { groups, objectId: "00000000-0000-4000-8000-000000000001" };
}

interface TestDocument extends Record<string, unknown> {
  readonly content: string;
  readonly url: string;
}

export const leavePolicy: TestDocument = {
  id: "1",
  content: "Each employee receives 25 days of paid leave per calendar year.",
  title: "Leave policy",
  filepath: "leave-policy.pdf",
  url: "https://contosodocs.blob.core.windows.net/hr/leave-policy.pdf",
  chunk_id: "0",
  group_ids: [finance],
};
export const salesPlan: TestDocument = {
  id: "2",
  content: "The plan of the sales team is secret.",
  title: "Sales plan",
  filepath: "plan.md",
  url: "https://evil.example/plan",
  chunk_id: "0",
  group_ids: [sales],
};

/** A server's handler in front of a local Azure, and what to ask it with. */
export interface LocalServer {
  readonly azure: LocalAzure;
  /** Asks with a body, or with a question. */
  ask(body: object | string, options?: AskServerOptions): Promise<Response>;
}

interface AskServerOptions {
  readonly reader?: Reader;
  readonly deployment?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export async function startServer(
  options: Partial<OnYourDataOptions> = {},
  handlerOptions: OnYourDataHandlerOptions = {},
): Promise<LocalServer> {
  const azure = await startLocalAzure();
  azure.documents = [leavePolicy, salesPlan];
  const { credential, httpClient } = azure;
  const engine = createOnYourData({
    retrieve: createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
    generate: createOpenAIGenerator({ endpoint: openaiEndpoint, credential, httpClient }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [
      { endpoint: searchEndpoint, indexName: "documents", groupField: "group_ids" },
      { endpoint: searchEndpoint, indexName: "handbook", groupField: "group_ids" },
    ],
    deployments: ["gpt-4o"],
    linkHosts: ["contosodocs.blob.core.windows.net"],
    ...options,
  });
  const handler = createOnYourDataHandler(engine, handlerOptions);
  return {
    azure,
    ask(body, { reader = memberOf(finance), headers, signal, ...where } = {}) {
      const { deployment = "gpt-4o", path = "/chat/completions?api-version=2024-10-21" } = where;
      const request = new Request(`https://app.example/openai/deployments/${deployment}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...(signal && { signal }),
      });
      return handler(request, { principal: reader });
    },
  };
}

/** A body of the new form. */
export function bodyOf(
  parameters: object = {},
  { question = "How many days of leave do I get?", ...rest }: Record<string, unknown> = {},
): object {
  return {
    messages: [{ role: "user", content: question }],
    data_sources: [
      {
        type: "azure_search",
        parameters: {
          endpoint: searchEndpoint,
          index_name: "documents",
          authentication: { type: "system_assigned_managed_identity" },
          ...parameters,
        },
      },
    ],
    ...rest,
  };
}
