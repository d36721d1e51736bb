import type { Explainer, ExplainRequest } from "./explainer.ts";
import type { OnYourDataHandler } from "./on-your-data-handler.ts";
import { isOnYourDataError, OnYourDataError } from "./on-your-data-error.ts";
import type { Reader } from "./steps/second-check.ts";
import { readJsonBody } from "./wire/read-json-body.ts";

/** Whom an explanation is given, and how the person in question is found. */
export interface ExplainHandlerOptions<R extends Reader = Reader> {
  /** Whether somebody is an operator, as by a role that only operators have. There is no default. */
  readonly isOperator: (principal: R) => boolean;
  /** Who somebody is, by their object id, as the guard would find it. */
  readonly readerOf: (
    objectId: string,
    options: { readonly abortSignal: AbortSignal },
  ) => Promise<R>;
}

const members = ["user", "question", "indexName", "filter", "documents"] as const;
const maxBodyInBytes = 65_536;
const headers = { "cache-control": "no-store" };

/**
 * Answers `POST` with `{ user, question?, indexName?, filter?, documents? }`, all texts, `user` an object id, by
 * an explanation as JSON, and a body that is too large by 413. Every other failure is thrown: `OPERATOR_ONLY`
 * before the body is read, `INVALID_REQUEST`, `INDEX_NOT_FOUND`, and what the look-up, `restrict` and the search
 * throw.
 *
 * @throws TypeError without `isOperator`.
 */
export function createExplainHandler<R extends Reader>(
  explain: Explainer<R>,
  { isOperator, readerOf }: ExplainHandlerOptions<R>,
): OnYourDataHandler<R> {
  if (typeof isOperator !== "function" || typeof readerOf !== "function") {
    throw new TypeError(
      "on-your-data: an explain handler needs isOperator, as ({ roles }) => roles.includes('Operator'), and readerOf",
    );
  }
  return async (request, { principal }) => {
    // not merely truthy: a promise of an answer is none
    const answer: unknown = isOperator(principal);
    if (answer !== true) {
      throw new OnYourDataError("OPERATOR_ONLY", "Explanations are for operators only.");
    }
    if (request.method !== "POST") {
      throw new OnYourDataError("INVALID_REQUEST", "Send a POST with a body of JSON.");
    }
    let body: unknown;
    try {
      body = await readJsonBody(request, maxBodyInBytes);
    } catch (error) {
      if (!isOnYourDataError(error) || error.code !== "BODY_TOO_LARGE") throw error;
      const { code, message } = error;
      return Response.json({ error: { code, message } }, { status: 413, headers });
    }
    const { user, ...asked } = parseBody(body);
    const { signal: abortSignal } = request;
    const reader = await readerOf(user, { abortSignal });
    const explanation = await explain({ reader, ...asked }, { abortSignal });
    return Response.json(explanation, { headers });
  };
}

function parseBody(body: unknown): { user: string } & Omit<ExplainRequest, "reader"> {
  const entries = typeof body === "object" && body !== null ? Object.entries(body) : [];
  const isKnown = entries.every(
    ([name, value]) => members.some((member) => member === name) && typeof value === "string",
  );
  const { user = "", ...asked } = Object.fromEntries(entries) as Record<string, string>;
  if (!isKnown || !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(user)) {
    throw new OnYourDataError(
      "INVALID_REQUEST",
      `Send an object with the id of a user, and of ${members.join(", ")} nothing but texts.`,
    );
  }
  return { user, ...asked };
}
