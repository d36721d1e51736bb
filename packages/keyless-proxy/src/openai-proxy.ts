import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { chatOfCompletion } from "./completion-body.ts";
import { completionAnswer } from "./completion-answer.ts";
import { answerToFailure } from "./upstream-failure.ts";
import { forwardedBody } from "./forwarded-body.ts";
import { forwardedHeaders } from "./forwarded-headers.ts";
import { guardedBody } from "./guarded-body.ts";
import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { describeModels } from "./describe-models.ts";
import { createOpenAIRouteParser, type OpenAIRoute } from "./openai-route.ts";
import {
  createHandler,
  toResponse,
  type DirectAnswer,
  type DirectRequest,
  type Handler,
} from "./proxy-handler.ts";
import { readJsonBody, type JsonObject } from "./read-json-body.ts";
import { refuseKey, type LegacyKeys } from "./refuse-key.ts";
import { requireKnownOptions } from "./require-known-options.ts";
import type { ServiceAnswer } from "./service-answer.ts";
import { createUpstream, type UpstreamOptions } from "./upstream.ts";
import { createUsageCheck, type UsageLimits } from "./usage-limits.ts";

/** Which resource, which of its deployments, and what grounds the answers. */
export interface OpenAIProxyOptions<P> extends UpstreamOptions {
  /** The deployments that callers may name. */
  readonly deployments: readonly string[];
  /**
   * Answers chats from documents, as `createOnYourDataHandler` of `@entrim/on-your-data` does: those with
   * `data_sources`, and all others too unless `ungrounded` allows them.
   */
  readonly grounded: Handler<P>;
  /** Whether the model may answer by itself, in a chat without `data_sources` and in a response (`refuse`). */
  readonly ungrounded?: "refuse" | "allow";
  /**
   * The names that the old completions call may use, each with the one of `deployments` that answers in its
   * place, by a chat: `{ "text-davinci-003": "gpt-4o" }` (none: there are no such calls).
   */
  readonly completions?: Readonly<Record<string, string>>;
  /** A request with a key, in a header that Azure OpenAI reads, beside its token (`refuse`). */
  readonly legacyKeys?: LegacyKeys;
  /** How much each caller may use (as much as the resource gives). */
  readonly limits?: UsageLimits<P>;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** Bytes of a request's body at most (4194304). */
  readonly maxBodyInBytes?: number;
  /** How long a streamed answer may say nothing (60000). */
  readonly idleTimeoutInMs?: number;
}

/** A request, and on whose behalf it is. */
interface Asked<P> {
  readonly request: DirectRequest;
  readonly context: { readonly principal: P };
}

const knownOptions =
  "endpoint credential timeoutInMs fetch deployments grounded ungrounded completions limits legacyKeys cloud maxBodyInBytes idleTimeoutInMs".split(
    " ",
  );

/** The version of chats that come without one, or by a call that is older. */
const chatApiVersion = "2024-10-21";

/**
 * Forwards chat completions, embeddings and responses to Azure OpenAI with the server's own token, and lists
 * the deployments. Nothing that is stored can be reached, and of the caller's headers none goes on.
 *
 * @returns What `mount` of an adapter takes. It throws a `KeylessProxyError`, or a
 *   `TokenCredentialPolicyError`.
 * @throws TypeError for options that are wrong, or carry a key.
 */
export function createOpenAIProxy<P>(options: OpenAIProxyOptions<P>): Handler<P> {
  requireKnownOptions(options, knownOptions);
  const {
    grounded,
    ungrounded = "refuse",
    legacyKeys = "refuse",
    cloud = azureCloud(),
    maxBodyInBytes = 4_194_304,
    idleTimeoutInMs = 60_000,
  } = options;
  const deployments: ReadonlySet<string> = new Set(requireDeployments(options.deployments));
  if (typeof grounded !== "function") {
    throw new TypeError(
      "keyless-proxy: grounded must be a handler, as createOnYourDataHandler of @entrim/on-your-data makes one",
    );
  }
  const completions = new Map(Object.entries(requireCompletions(options.completions, deployments)));
  const parseRoute = createOpenAIRouteParser({ hasCompletions: completions.size > 0 });
  const checkUsage = options.limits && createUsageCheck(options.limits);
  const send = createUpstream(options, cloud.openai.audience);

  const requireDeployment = (name: unknown): string => {
    if (typeof name === "string" && deployments.has(name)) return name;
    throw new KeylessProxyError(
      "DEPLOYMENT_NOT_FOUND",
      "The deployment is not one that this server forwards to.",
    );
  };

  const forward = async (
    route: OpenAIRoute,
    deployment: string,
    body: JsonObject,
    request: DirectRequest,
  ): Promise<Response | DirectAnswer> => {
    const isStreamed = body["stream"] === true;
    const response = await send({
      path: pathOf(route, deployment),
      body: { ...forwardedBody(route, body), model: deployment },
      accept: isStreamed ? "text/event-stream" : "application/json",
      abortSignal: request.signal,
      // each time costs, and the client repeats what it wants to repeat
      isRepeatable: false,
    });
    if (response.status !== 200) return answerToFailure(response, "openai");
    return answer(response, { isStreamed, route, idleTimeoutInMs });
  };

  const answerTo = async (
    route: OpenAIRoute,
    deployment: string,
    body: JsonObject,
    { request, context }: Asked<P>,
  ): Promise<Response | DirectAnswer> => {
    const refusal = checkUsage && (await checkUsage(context.principal, body));
    if (refusal) return refusal;
    if (route.operation === "chat/completions" && isGrounded(route, body, ungrounded)) {
      return grounded(groundedRequest(route, deployment, body, request), context);
    }
    if (route.operation === "responses" && ungrounded !== "allow") {
      throw new KeylessProxyError(
        "GROUNDING_REQUIRED",
        "This server answers from documents only; ask by a chat completion.",
      );
    }
    return forward(route, deployment, body, request);
  };

  const complete = async (route: OpenAIRoute, asked: Asked<P>): Promise<Response> => {
    const body = await readJsonBody(asked.request, maxBodyInBytes);
    const deployment = requireDeployment(
      completions.get(String(route.deployment ?? body["model"])),
    );
    const chat: OpenAIRoute = {
      ...route,
      operation: "chat/completions",
      apiVersion: route.apiVersion && chatApiVersion,
    };
    const chatAnswer = await answerTo(chat, deployment, chatOfCompletion(body), asked);
    return completionAnswer(toResponse(chatAnswer));
  };

  return createHandler<P>(async function openAIProxy(request, context) {
    refuseKey(request, legacyKeys);
    const route = parseRoute(request);
    if (route.operation === "models") return describeModels([...deployments], route.model);
    if (route.operation === "completions") return complete(route, { request, context });
    if (route.deployment !== undefined) requireDeployment(route.deployment);
    const body = await readJsonBody(request, maxBodyInBytes);
    const deployment = requireDeployment(route.deployment ?? body["model"]);
    return answerTo(route, deployment, body, { request, context });
  });
}

function requireDeployments(deployments: readonly string[]): readonly string[] {
  if (
    Array.isArray(deployments) &&
    deployments.length > 0 &&
    deployments.every((name) => typeof name === "string" && /^[\w.-]+$/.test(name))
  ) {
    return deployments;
  }
  throw new TypeError("keyless-proxy: deployments must name at least one deployment, as in gpt-4o");
}

function requireCompletions(
  completions: OpenAIProxyOptions<unknown>["completions"] = {},
  deployments: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const names = Object.entries(completions);
  if (names.every(([name, chat]) => /^[\w.-]+$/.test(name) && deployments.has(chat))) {
    return completions;
  }
  throw new TypeError(
    'keyless-proxy: completions must lead from names to some of deployments, as in { "text-davinci-003": "gpt-4o" }',
  );
}

function isGrounded(
  { isExtension }: OpenAIRoute,
  body: JsonObject,
  ungrounded: OpenAIProxyOptions<unknown>["ungrounded"],
): boolean {
  const hasSources = Object.hasOwn(body, "data_sources") || Object.hasOwn(body, "dataSources");
  return isExtension || hasSources || ungrounded !== "allow";
}

/** Built anew: the body that was read, and nothing of the caller's headers. */
function groundedRequest(
  { apiVersion = chatApiVersion, isExtension }: OpenAIRoute,
  deployment: string,
  body: JsonObject,
  { url, signal }: DirectRequest,
): Request {
  const path = `/openai/deployments/${deployment}/${isExtension ? "extensions/" : ""}chat/completions`;
  return new Request(new URL(`${path}?api-version=${apiVersion}`, url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
}

function pathOf({ operation, apiVersion }: OpenAIRoute, deployment: string): string {
  if (apiVersion === undefined) return `/openai/v1/${operation}`;
  const resource =
    operation === "responses" ? "responses" : `deployments/${deployment}/${operation}`;
  return `/openai/${resource}?api-version=${apiVersion}`;
}

interface AnswerOptions {
  readonly isStreamed: boolean;
  readonly route: OpenAIRoute;
  readonly idleTimeoutInMs: number;
}

function answer(
  { status, headers, body }: ServiceAnswer,
  { isStreamed, route, idleTimeoutInMs }: AnswerOptions,
): DirectAnswer {
  const expected = isStreamed ? "text/event-stream" : "application/json";
  if (body === null || headers.get("content-type")?.startsWith(expected) !== true) {
    body?.cancel().catch(() => undefined);
    throw new KeylessProxyError("UPSTREAM_FAILED", "The service answered with something else.");
  }
  const isChat = route.operation === "chat/completions";
  const guarded = guardedBody(body, {
    idleTimeoutInMs,
    ...(isStreamed && { lastWords: interrupted }),
    ...(isStreamed && isChat && { ending: "[DONE]" }),
  });
  const forwarded = forwardedHeaders({ headers });
  const length = headers.get("content-length");
  // byte for byte: what is as long as it was said to be needs no chunks
  if (!isStreamed && length !== null && headers.get("content-encoding") === null) {
    forwarded.set("content-length", length);
  }
  return { status, headers: forwarded, body: guarded };
}

/** Blank lines first: the event before may be only half there. */
const interrupted = `\n\ndata: ${JSON.stringify({
  error: { code: "StreamInterrupted", message: "The answer was interrupted." },
})}\n\n`;
