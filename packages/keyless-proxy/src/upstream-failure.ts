import { explainAzureError, type AzureError } from "@entrim/token-credential-policy";
import { forwardedHeaders } from "./forwarded-headers.ts";
import { guardedBody } from "./guarded-body.ts";
import { isJsonObject } from "./read-json-body.ts";
import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { streamOf, type ServiceAnswer } from "./service-answer.ts";

/** Waiting longer makes no sense for somebody who waits for an answer. */
const maxRetryAfterInSeconds = 300;

/** For what the caller has to change, and for what it has to wait for. */
const callersOwn: ReadonlySet<number> = new Set([400, 413, 422, 429]);

/**
 * What to answer where a service refused or failed. What the caller can do something about is an answer, with
 * the service's code and without its words; everything else is our fault or the service's, and says what
 * whoever runs this server has to do.
 *
 * @throws KeylessProxyError `UPSTREAM_FAILED`, also for a 401, 403 or 404: those are about this server's
 *   identity and settings; `UPSTREAM_UNAVAILABLE` for 408 and 503.
 */
export async function answerToFailure(
  answer: ServiceAnswer,
  service: NonNullable<AzureError["service"]>,
): Promise<Response> {
  const { status } = answer;
  const said = await errorOf(answer);
  if (!callersOwn.has(status)) {
    const problem = explainAzureError({ ...said, status, service });
    if (status === 503 || status === 408) {
      throw new KeylessProxyError(
        "UPSTREAM_UNAVAILABLE",
        "The service behind this proxy is not available at the moment.",
        { retryAfterInSeconds: retryAfterOf(answer), problem },
      );
    }
    throw new KeylessProxyError(
      "UPSTREAM_FAILED",
      `The service behind this proxy gave no usable answer (HTTP ${status}).`,
      { problem },
    );
  }
  const [code, type, param] = [said.code, said.type, said.param].map(asWord);
  const message =
    status === 429
      ? "The service behind this proxy takes no more requests at the moment."
      : "The service behind this proxy refuses the request.";
  const word = code ?? (status === 429 ? "TooManyRequests" : "BadRequest");
  const error = { code: word, message, ...(type && { type }), ...(param && { param }) };
  const headers = forwardedHeaders(answer);
  headers.set("content-type", "application/json");
  return Response.json({ error }, { status, headers: [...headers] });
}

function retryAfterOf({ headers }: ServiceAnswer): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  return /^\d{1,12}$/.test(value) ? Math.min(Number(value), maxRetryAfterInSeconds) : undefined;
}

/** What programs go by, as `content_filter`; sentences are not repeated. */
function asWord(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w.[\]-]{1,64}$/.test(text) ? text : undefined;
}

/** The texts of an error, which are read and, but for words, not repeated. */
interface ServiceError {
  readonly code?: string;
  readonly message?: string;
  readonly type?: string;
  readonly param?: string;
}

async function errorOf(answer: ServiceAnswer): Promise<ServiceError> {
  let body: unknown;
  try {
    body = JSON.parse(await beginningOf(answer));
  } catch {
    return {};
  }
  const error = isJsonObject(body) && isJsonObject(body["error"]) ? body["error"] : {};
  const texts = ["code", "message", "type", "param"].flatMap((name) => {
    const value = error[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return Object.fromEntries(texts);
}

const maxErrorBytes = 65_536;
/** Nobody waits long for the words of a refusal. */
const errorTimeoutInMs = 5000;

async function beginningOf({ body }: ServiceAnswer): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of body
    ? streamOf(guardedBody(body, { idleTimeoutInMs: errorTimeoutInMs }))
    : []) {
    size += chunk.byteLength;
    if (size > maxErrorBytes) break;
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}
