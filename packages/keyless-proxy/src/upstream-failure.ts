import { forwardedHeaders } from "./forwarded-headers.ts";
import { isJsonObject } from "./read-json-body.ts";
import { KeylessProxyError } from "./keyless-proxy-error.ts";

/** Waiting longer makes no sense for somebody who waits for an answer. */
const maxRetryAfterInSeconds = 300;

/** For what the caller has to change, and for what it has to wait for. */
const callersOwn: ReadonlySet<number> = new Set([400, 413, 422, 429]);

/**
 * What to answer where a service refused or failed. What the caller can do something about is an answer, with
 * the service's code and without its words; everything else is our fault or the service's.
 *
 * @throws KeylessProxyError `UPSTREAM_FAILED`, also for a 401, 403 or 404: those are about this server's
 *   identity and settings; `UPSTREAM_UNAVAILABLE` for 408 and 503.
 */
export async function answerToFailure(response: Response): Promise<Response> {
  const { status } = response;
  if (!callersOwn.has(status)) {
    await response.body?.cancel();
    if (status === 503 || status === 408) {
      throw new KeylessProxyError(
        "UPSTREAM_UNAVAILABLE",
        "The service behind this proxy is not available at the moment.",
        { retryAfterInSeconds: retryAfterOf(response) },
      );
    }
    throw new KeylessProxyError(
      "UPSTREAM_FAILED",
      `The service behind this proxy gave no usable answer (HTTP ${status}).`,
    );
  }
  const { code, type, param } = await errorOf(response);
  const message =
    status === 429
      ? "The service behind this proxy takes no more requests at the moment."
      : "The service behind this proxy refuses the request.";
  const word = code ?? (status === 429 ? "TooManyRequests" : "BadRequest");
  const error = { code: word, message, ...(type && { type }), ...(param && { param }) };
  const headers = forwardedHeaders(response);
  headers.set("content-type", "application/json");
  return Response.json({ error }, { status, headers });
}

function retryAfterOf({ headers }: Response): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  return /^\d{1,12}$/.test(value) ? Math.min(Number(value), maxRetryAfterInSeconds) : undefined;
}

/** Words that programs go by, as `content_filter`; sentences are not repeated. */
async function errorOf(
  response: Response,
): Promise<{ readonly code?: string; readonly type?: string; readonly param?: string }> {
  let body: unknown;
  try {
    body = JSON.parse(await beginningOf(response));
  } catch {
    return {};
  }
  const error = isJsonObject(body) && isJsonObject(body["error"]) ? body["error"] : {};
  const words = ["code", "type", "param"].flatMap((name) => {
    const value = error[name];
    return typeof value === "string" && /^[\w.[\]-]{1,64}$/.test(value) ? [[name, value]] : [];
  });
  return Object.fromEntries(words) as Record<string, string>;
}

const maxErrorBytes = 65_536;

async function beginningOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxErrorBytes) break;
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}
