import { GuardError, isGuardError } from "./guard-error.ts";
import {
  headersOf,
  memberOf,
  refusalOfLookup,
  refusalOfVerifier,
  retryAfterOf,
  type Refusal,
} from "./refusal.ts";
import type { RefusalCode } from "./token-verifier.ts";

/** How one error is answered. */
interface Answer {
  readonly status: number;
  /** The code on the wire (the error's own). */
  readonly code?: string;
  /** Constant: what an upstream, a caller or a document said is not repeated. */
  readonly message: string;
}

const internal: Answer = {
  status: 500,
  code: "INTERNAL_ERROR",
  message: "The server cannot answer this.",
};

const upstreamFailed: Answer = {
  status: 502,
  code: "UPSTREAM_FAILED",
  message: "A service behind this one did not answer as it should.",
};

/** By the name of an error, then by its code; `*` stands for any other code, and for none. */
const answers: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  GroupFilterError: {
    // a group id comes from the look-up, so it is our fault
    INVALID_GROUP_ID: internal,
    INVALID_CALLER_FILTER: { status: 400, message: "The filter is not valid." },
    SECURITY_FIELD_IN_FILTER: {
      status: 400,
      message: "The filter names a field that only this server may filter by.",
    },
    FILTER_TOO_LONG: { status: 400, message: "The filter is too long." },
    MEMBER_NOT_ALLOWED: {
      status: 400,
      message: "The request has a member that this server does not take.",
    },
    SECURITY_FIELD_IN_REQUEST: {
      status: 400,
      message: "The request names a field that only this server may read.",
    },
  },
  FilterError: {
    "*": { status: 400, code: "INVALID_FILTER", message: "The filter is not valid." },
  },
  TokenCredentialPolicyError: {
    // how this server is set up
    HOST_NOT_ALLOWED: internal,
    TLS_REQUIRED: internal,
    KEY_REFUSED: internal,
    // what another server did
    REDIRECT_REFUSED: upstreamFailed,
    TOKEN_UNAVAILABLE: upstreamFailed,
  },
  OnYourDataError: {
    INVALID_REQUEST: { status: 400, message: "The request is not valid." },
    CONTENT_FILTERED: { status: 400, message: "The question or its answer was filtered." },
    INDEX_NOT_FOUND: { status: 404, message: "The index is not one of this server." },
    DEPLOYMENT_NOT_FOUND: {
      status: 404,
      code: "DeploymentNotFound",
      message: "The API deployment for this resource does not exist.",
    },
    DOCUMENT_NOT_FOUND: { status: 404, message: "There is no such document." },
    UPSTREAM_FAILED: upstreamFailed,
    UPSTREAM_UNAVAILABLE: {
      status: 503,
      message: "A service behind this one is not available at the moment.",
    },
    SECURITY_FIELD_MISSING: upstreamFailed,
    ENFORCEMENT_MISMATCH: upstreamFailed,
    USER_TOKEN_REFUSED: upstreamFailed,
    KNOWLEDGE_BASE_REFUSED: upstreamFailed,
    NOT_READY: { status: 503, message: "The server is not ready to answer." },
    OPERATOR_ONLY: { status: 403, message: "This is for operators only." },
  },
  KeylessProxyError: {
    INVALID_REQUEST: { status: 400, message: "The request is not valid." },
    KEY_REFUSED: { status: 400, message: "A key is not accepted here; send an access token." },
    MEMBER_NOT_ALLOWED: {
      status: 400,
      message: "The request has a member that this server does not take.",
    },
    GROUNDING_REQUIRED: { status: 400, message: "This server answers from documents only." },
    BODY_TOO_LARGE: { status: 413, message: "The body is larger than this server takes." },
    ROUTE_NOT_FOUND: { status: 404, message: "This address is not forwarded." },
    INDEX_NOT_FOUND: { status: 404, message: "The index is not one of this server." },
    DEPLOYMENT_NOT_FOUND: {
      status: 404,
      code: "DeploymentNotFound",
      message: "The API deployment for this resource does not exist.",
    },
    UPSTREAM_FAILED: upstreamFailed,
    UPSTREAM_UNAVAILABLE: {
      status: 503,
      message: "A service behind this one is not available at the moment.",
    },
  },
  SearchPolicyError: {
    ROUTE_NOT_ALLOWED: { status: 404, message: "This address is not forwarded." },
    INVALID_REQUEST: { status: 400, message: "The request is not valid." },
    LOOKUP_NOT_ALLOWED: { status: 400, message: "Documents of this index cannot be looked up." },
    PRINCIPAL_MISSING: internal,
    ANSWER_NOT_UNDERSTOOD: upstreamFailed,
    FILTER_LOST: upstreamFailed,
  },
  // the Azure SDKs' own, where nobody wrapped them; a 403 in there is about our identity, not the user's
  RestError: { "*": upstreamFailed },
  AuthenticationError: { "*": upstreamFailed },
  AggregateAuthenticationError: { "*": upstreamFailed },
  AuthenticationRequiredError: { "*": upstreamFailed },
  CredentialUnavailableError: { "*": upstreamFailed },
  GraphError: { "*": upstreamFailed },
};

/**
 * Turns whatever was thrown into the answer: `{"error":{"code","message"}}`, never cached. This is the only
 * table from errors to answers. Errors of the other packages are known by name and code; anything
 * else is a 500 that says nothing.
 */
export function toErrorResponse(error: unknown): Response {
  const refusal = guardErrorOf(error);
  if (refusal !== undefined) {
    return respond(refusal.status, refusal.code, refusal.message, refusal.headers);
  }
  const { status, code, message } = answerTo(error);
  const headers = status === 503 ? { "retry-after": String(retryAfterOf(error)) } : {};
  return respond(status, code ?? String(memberOf(error, "code")), message, headers);
}

/** What the guard made of it, or would have made if it had been asked. */
function guardErrorOf(error: unknown): GuardError | undefined {
  if (isGuardError(error)) return error;
  if (!(error instanceof Error)) return undefined;
  if (error.name === "AccessTokenError") return bareRefusal(refusalOfVerifier(error));
  if (error.name === "GroupMembershipError") return bareRefusal(refusalOfLookup(error, false));
  return undefined;
}

function bareRefusal(refusal: Refusal): GuardError {
  return new GuardError(refusal.code, {
    headers: headersOf(refusal, { challenge: bareChallenge }),
  });
}

/** Without a verifier there is no realm and no scope to name. */
function bareChallenge({ code }: { readonly code: RefusalCode }): string {
  return code === "missing_credentials" ? "Bearer" : `Bearer error="${code}"`;
}

function answerTo(error: unknown): Answer {
  if (!(error instanceof Error)) return internal;
  const ofName = own(answers, error.name);
  return own(ofName, memberOf(error, "code")) ?? own(ofName, "*") ?? internal;
}

/** A member of a table itself, so that an error named `constructor` finds nothing. */
function own<T>(table: Readonly<Record<string, T>> | undefined, key: unknown): T | undefined {
  return table !== undefined && typeof key === "string" && Object.hasOwn(table, key)
    ? table[key]
    : undefined;
}

function respond(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>>,
): Response {
  return Response.json(
    { error: { code, message } },
    { status, headers: { "cache-control": "no-store", ...headers } },
  );
}
