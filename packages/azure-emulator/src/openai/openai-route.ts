import { OpenAIError, resourceNotFound } from "./openai-error.ts";

const operations = {
  "chat/completions": {
    method: "POST",
    dataAction: "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
  },
  embeddings: {
    method: "POST",
    dataAction: "Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action",
  },
  models: {
    method: "GET",
    dataAction: "Microsoft.CognitiveServices/accounts/OpenAI/models/read",
  },
} as const;

/** The versions with deployments in the path. */
const apiVersions = new Set([
  "2023-05-15",
  "2024-02-01",
  "2024-02-15-preview",
  "2024-03-01-preview",
  "2024-04-01-preview",
  "2024-05-01-preview",
  "2024-06-01",
  "2024-07-01-preview",
  "2024-08-01-preview",
  "2024-09-01-preview",
  "2024-10-01-preview",
  "2024-10-21",
  "2024-12-01-preview",
  "2025-01-01-preview",
  "2025-02-01-preview",
  "2025-03-01-preview",
  "2025-04-01-preview",
]);

/** What the path `/openai/v1/` may be asked with; it needs none. */
const v1ApiVersions = new Set([null, "preview", "latest"]);

/** What is asked of an account. */
export interface OpenAIRoute {
  readonly operation: keyof typeof operations;
  /** What a role has to allow. */
  readonly dataAction: string;
  /** As a refusal names it, as in `POST /openai/deployments/{deployment-id}/embeddings`. */
  readonly title: string;
  /** The deployment in the path; `undefined` where the body's `model` names it. */
  readonly deployment: string | undefined;
  /** A date, with or without `-preview`; `undefined` for v1. */
  readonly apiVersion: string | undefined;
}

/**
 * Reads the address of a request.
 *
 * @throws OpenAIError for an address or API version that does not exist.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 */
export function parseOpenAIRoute({ method, url }: Request): OpenAIRoute {
  const { pathname, searchParams } = new URL(url);
  const apiVersion = searchParams.get("api-version");
  const v1 = /^\/openai\/v1\/(chat\/completions|embeddings|models)\/?$/.exec(pathname)?.[1];
  if (v1 !== undefined) {
    const route = routeOf(v1, method, "/openai/v1");
    if (v1ApiVersions.has(apiVersion)) return route;
    throw new OpenAIError(400, "BadRequest", "API version not supported");
  }
  const [, deployment = "", name = ""] =
    /^\/openai\/deployments\/([^/]+)\/(chat\/completions|embeddings)\/?$/.exec(pathname) ?? [];
  const route = routeOf(name, method, "/openai/deployments/{deployment-id}");
  if (apiVersion === null || !apiVersions.has(apiVersion)) throw resourceNotFound();
  return { ...route, deployment: decode(deployment), apiVersion };
}

function routeOf(name: string, method: string, prefix: string): OpenAIRoute {
  const operation = (Object.keys(operations) as (keyof typeof operations)[]).find(
    (known) => known === name,
  );
  if (!operation || operations[operation].method !== method) throw resourceNotFound();
  return {
    operation,
    dataAction: operations[operation].dataAction,
    title: `${method} ${prefix}/${name}`,
    deployment: undefined,
    apiVersion: undefined,
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw resourceNotFound();
  }
}
