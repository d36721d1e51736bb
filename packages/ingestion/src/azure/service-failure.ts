import {
  explainAzureError,
  explainThrownError,
  type AzureProblem,
} from "@entrim/token-credential-policy";
import { IngestionError } from "../ingestion-error.ts";
import type { RequiredRoles } from "./required-roles.ts";

/** Who was asked, and what who asks has to have there. */
interface Asked {
  readonly host: string;
  readonly needs: RequiredRoles;
}

/** What an answer means that is none of success: what is wrong and what to do, in no words of the service. */
export async function answeredFailure(
  response: Response,
  { host, needs }: Asked,
): Promise<IngestionError> {
  const { status, headers } = response;
  const message = (await response.text().catch(() => "")).slice(0, 2_000);
  const code = headers.get("x-ms-error-code") ?? undefined;
  const cause = answerOf(status, code);
  const known = explainAzureError({ status, code, message, service: needs.service });
  if (status === 401 || status === 403) {
    // which role it is, is known better here
    const isRole = known === undefined || known.hop === "role";
    return new IngestionError(
      "UPSTREAM_REFUSED",
      isRole
        ? `${host} refused the identity that was sent; it needs ${needs.roles}.`
        : withReason(`${host} refused the request.`, known),
      { cause },
    );
  }
  if (status === 408 || status === 429 || (status >= 502 && status <= 504)) {
    return new IngestionError("UPSTREAM_UNAVAILABLE", withReason(`${host} is busy.`, known), {
      cause,
    });
  }
  return new IngestionError(
    "UPSTREAM_FAILED",
    withReason(`${host} answered with ${status}.`, known),
    { cause },
  );
}

/** What it means that there was no answer at all. */
export function unansweredFailure(cause: unknown, host: string): IngestionError {
  const isPolicy = cause instanceof Error && cause.name === "TokenCredentialPolicyError";
  const isTokenless = isPolicy && Reflect.get(cause, "code") === "TOKEN_UNAVAILABLE";
  if (isPolicy && !isTokenless) {
    return new IngestionError(
      "UPSTREAM_FAILED",
      `A request to ${host} was not sent, for it is not allowed.`,
      { cause },
    );
  }
  const what = isTokenless ? `There is no token for ${host}.` : `${host} cannot be reached.`;
  return new IngestionError("UPSTREAM_UNAVAILABLE", withReason(what, explainThrownError(cause)), {
    cause,
  });
}

/** What a log may say of an answer: a status and a name, for the body may repeat a document or a filter. */
export function answerOf(status: number, code?: string): Error {
  const name = code !== undefined && /^[A-Za-z]\w{0,63}$/.test(code) ? ` ${code}` : "";
  return new Error(`HTTP ${status}${name}`);
}

function withReason(what: string, known: AzureProblem | undefined): string {
  return known === undefined ? what : `${what} ${known.problem} ${known.remedy}`;
}
