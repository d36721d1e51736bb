import { OpenAIError, resourceNotFound } from "./openai-error.ts";

/** What can be asked. */
type OperationName =
  | "chat"
  | "completions"
  | "embeddings"
  | "extensions/chat"
  | `models/${"list" | "get"}`
  | `responses/${"create" | "get" | "delete" | "cancel" | "items"}`;

interface Operation {
  readonly name: OperationName;
  readonly method: string;
  /** As a refusal names it, as in `responses/{response_id}`. */
  readonly template: string;
  readonly pattern: RegExp;
  readonly dataAction: string;
}

/** By the last part of the address, and what a role has to allow. */
const operations: readonly Operation[] = [
  operation("chat", "POST", "chat/completions", "deployments/chat/completions/action"),
  operation("completions", "POST", "completions", "deployments/completions/action"),
  operation("embeddings", "POST", "embeddings", "deployments/embeddings/action"),
  operation(
    "extensions/chat",
    "POST",
    "extensions/chat/completions",
    "deployments/extensions/chat/completions/action",
  ),
  operation("models/list", "GET", "models", "models/read"),
  operation("models/get", "GET", "models/{model}", "models/read"),
  operation("responses/create", "POST", "responses", "responses/write"),
  operation("responses/get", "GET", "responses/{response_id}", "responses/read"),
  operation("responses/delete", "DELETE", "responses/{response_id}", "responses/delete"),
  operation("responses/cancel", "POST", "responses/{response_id}/cancel", "responses/write"),
  operation("responses/items", "GET", "responses/{response_id}/input_items", "responses/read"),
];

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

/** The versions of `extensions/chat/completions`. */
const extensionVersions = new Set([
  "2023-06-01-preview",
  "2023-07-01-preview",
  "2023-08-01-preview",
  "2023-09-01-preview",
  "2023-12-01-preview",
]);

/** What the path `/openai/v1/` may be asked with; it needs none. */
const v1ApiVersions = new Set([null, "preview", "latest"]);

/** What is asked of an account. */
export interface OpenAIRoute {
  readonly operation: OperationName;
  /** What a role has to allow. */
  readonly dataAction: string;
  /** As a refusal names it, as in `POST /openai/deployments/{deployment-id}/embeddings`. */
  readonly title: string;
  /** The deployment in the path; `undefined` where the body's `model` names it. */
  readonly deployment: string | undefined;
  /** The response or the model in the path; empty where there is none. */
  readonly itemId: string;
  /** A date, with or without `-preview`; `undefined` for v1. */
  readonly apiVersion: string | undefined;
}

/**
 * Reads the address of a request.
 *
 * @param options.hasExtensions Whether there is `extensions/chat/completions`, as there was before 2024.
 * @throws OpenAIError for an address or API version that does not exist.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 */
export function parseOpenAIRoute(
  { method, url }: Request,
  { hasExtensions }: { readonly hasExtensions: boolean },
): OpenAIRoute {
  const { pathname, searchParams } = new URL(url);
  const apiVersion = searchParams.get("api-version");
  const [, prefix = "", deployment, rest = ""] =
    /^\/openai\/(v1\/|deployments\/([^/]+)\/)?(.+?)\/?$/.exec(pathname) ?? [];
  const found = operations
    .filter((each) => each.method === method)
    .find(({ pattern }) => pattern.test(rest));
  if (!found || (found.name === "extensions/chat" && !hasExtensions)) throw resourceNotFound();
  const route = {
    operation: found.name,
    dataAction: found.dataAction,
    title: `${method} /openai/${deployment === undefined ? prefix : "deployments/{deployment-id}/"}${found.template}`,
    deployment: deployment === undefined ? undefined : decode(deployment),
    itemId: decode(found.pattern.exec(rest)?.[1] ?? ""),
    apiVersion: prefix === "v1/" ? undefined : (apiVersion ?? ""),
  };
  requirePlace(route, apiVersion);
  return route;
}

/** Sees to it that an operation is there, at that path and in that version. */
function requirePlace({ operation: name, ...route }: OpenAIRoute, version: string | null): void {
  if (name === "extensions/chat") {
    const isThere = route.deployment !== undefined && extensionVersions.has(version ?? "");
    if (!isThere) throw resourceNotFound();
    return;
  }
  if (route.apiVersion === undefined) {
    if (v1ApiVersions.has(version)) return;
    throw new OpenAIError(400, "BadRequest", "API version not supported");
  }
  const isOfResponses = name.startsWith("responses/");
  const isOfDeployments = !isOfResponses && !name.startsWith("models/");
  if (version === null || !apiVersions.has(version)) throw resourceNotFound();
  if (isOfDeployments && route.deployment !== undefined) return;
  if (!isOfResponses || route.deployment !== undefined) throw resourceNotFound();
  if (version >= "2025-03-01") return;
  throw new OpenAIError(
    400,
    "BadRequest",
    "Azure OpenAI Responses API is enabled only for api-version 2025-03-01-preview and later",
  );
}

function operation(
  name: OperationName,
  method: string,
  template: string,
  dataAction: string,
): Operation {
  return {
    name,
    method,
    template,
    pattern: new RegExp(`^${template.replace(/\{\w+\}/, "([^/]+)")}$`),
    dataAction: `Microsoft.CognitiveServices/accounts/OpenAI/${dataAction}`,
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw resourceNotFound();
  }
}
