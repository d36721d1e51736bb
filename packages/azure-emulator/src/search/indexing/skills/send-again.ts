import { STATUS_CODES } from "node:http";
import type { SkillFailure } from "./skill.ts";

const maxAttempts = 3;
const passing: ReadonlySet<number> = new Set([429, 502, 503]);

/**
 * Sends a request, and twice more where the answer is 429, 502 or 503; at once, for here nobody gets tired.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-custom-skill-web-api
 */
export async function sendAgain(
  request: () => Request,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop -- the next attempt is for the failure of this one
    const response = await send(request());
    if (attempt === maxAttempts || !passing.has(response.status)) return response;
  }
}

/** The failure that an answer other than 2xx is. */
export async function failedRequest(response: Response): Promise<SkillFailure> {
  const status = (STATUS_CODES[response.status] ?? String(response.status)).replaceAll(/\W/g, "");
  const body = await response.text();
  return {
    message: "Could not execute skill because the Web Api request failed.",
    details: `Web Api response status: '${status}', Web Api response details: '${body}'`,
    statusCode: response.status,
  };
}

/** The failure of a request that had no answer. */
export function brokenRequest(error: unknown): SkillFailure {
  const isLate = error instanceof Error && error.name === "TimeoutError";
  return {
    message: isLate
      ? "Skill did not execute within the time limit."
      : "Could not execute skill because the Web Api request failed.",
    details: error instanceof Error ? error.message : String(error),
    statusCode: isLate ? 408 : 400,
  };
}
