import type { PipelineResponse } from "@azure/core-rest-pipeline";
import {
  explainAzureError,
  explainThrownError,
  type AzureProblem,
} from "@entrim/token-credential-policy";
import { OnYourDataError, type UpstreamService } from "../on-your-data-error.ts";
import { UpstreamAnswer } from "./upstream-answer.ts";

/** Waiting longer makes no sense for somebody who asked a question. */
const maxRetryAfterInSeconds = 60;

/** As the catalogue of Azure's errors calls them. */
const azureNames = { search: "search", model: "openai" } as const;
/** @see https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter */
const contentFiltered = "content_filter";

/** A failure on the way to a service, or of the token for it. */
export function unavailable(service: UpstreamService, cause: unknown): OnYourDataError {
  // it did answer, and will answer the same again
  if (isRefusedRedirect(cause)) return unusable(service, cause);
  const problem = explainThrownError(cause);
  return new OnYourDataError(
    "UPSTREAM_UNAVAILABLE",
    "A service that is needed cannot be reached.",
    { cause: problem ? new Error(remedyOf(problem), { cause }) : cause, service },
  );
}

/** An answer that cannot be used. */
export function unusable(service: UpstreamService, cause: unknown): OnYourDataError {
  return new OnYourDataError("UPSTREAM_FAILED", "A service that is needed gave no usable answer.", {
    // a parser's error quotes what it read
    cause: cause instanceof SyntaxError ? new Error("The answer is not valid JSON") : cause,
    service,
  });
}

/** What an answer other than 200 means. */
export function failureOf(service: UpstreamService, response: PipelineResponse): OnYourDataError {
  const { status, bodyAsText } = response;
  const said = errorIn(bodyAsText);
  const problem = explainAzureError({ ...said, status, service: azureNames[service] });
  const answered = `HTTP ${status}${isCode(said.code) ? ` ${said.code}` : ""}`;
  const cause = new UpstreamAnswer(problem ? `${answered}: ${remedyOf(problem)}` : answered, {
    status,
    body: bodyAsText ?? "",
  });
  if (status === 400 && said.code === contentFiltered) {
    const message =
      "The prompt was filtered by the content management policy. Please modify your prompt and retry.";
    return new OnYourDataError("CONTENT_FILTERED", message, { cause, service });
  }
  if (!isBusy(response)) return unusable(service, cause);
  const retryAfterInMs = retryAfterOf(response);
  return new OnYourDataError("UPSTREAM_UNAVAILABLE", "A service that is needed is busy.", {
    cause,
    service,
    retryAfterInSeconds:
      retryAfterInMs === undefined
        ? undefined
        : Math.min(Math.ceil(retryAfterInMs / 1_000), maxRetryAfterInSeconds),
  });
}

/** When a service that is busy wants to be asked again; `undefined` if it does not say, or is not busy. */
export function retryDelayOf(response: PipelineResponse): number | undefined {
  return isBusy(response) ? retryAfterOf(response) : undefined;
}

/** Known by name and code: another copy of the policy's package may have thrown it. */
function isRefusedRedirect(cause: unknown): boolean {
  if (!(cause instanceof Error) || cause.name !== "TokenCredentialPolicyError") return false;
  return Reflect.get(cause, "code") === "REDIRECT_REFUSED";
}

function isBusy({ status }: PipelineResponse): boolean {
  return status === 429 || status === 503;
}

/** In milliseconds. Azure OpenAI says it in those as well, in a header of its own. */
function retryAfterOf({ headers }: PipelineResponse): number | undefined {
  const inMs = wholeNumber(headers.get("retry-after-ms"));
  const inSeconds = wholeNumber(headers.get("retry-after"));
  return inMs ?? (inSeconds === undefined ? undefined : inSeconds * 1_000);
}

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,12}$/.test(value.trim()) ? Number(value) : undefined;
}

/** What a body says of an error, in the form that the services have in common. */
function errorIn(body: string | null | undefined): { code?: string; message?: string } {
  try {
    const answer = JSON.parse(body ?? "") as { error?: Record<string, unknown> } | null;
    const { code, message } = answer?.error ?? {};
    return {
      ...(typeof code === "string" && { code }),
      ...(typeof message === "string" && { message }),
    };
  } catch {
    return {};
  }
}

/** A name, and no sentence. */
function isCode(code: string | undefined): boolean {
  return code !== undefined && /^[A-Za-z]\w{0,63}$/.test(code);
}

/** For whoever runs the server. */
function remedyOf({ problem, remedy }: AzureProblem): string {
  return `${problem} ${remedy}`;
}
