import { z } from "zod";
import { EntraError } from "./entra-error.ts";

/** What a client asks to stand in its access token, by the parameter `claims`. */
export interface ClaimsRequest {
  /** What the client can do, as in `cp1`: answer claims challenges. It comes back as `xms_cc`. */
  readonly clientCapabilities: readonly string[];
  /** Authentication contexts that the person must have met, as in `c1`. They come back as `acrs`. */
  readonly authenticationContexts: readonly string[];
}

/** What is asked of one claim; `null` is to have it if there is any. */
const asked = z.nullable(
  z.strictObject({
    essential: z.boolean().optional(),
    value: z.string().optional(),
    values: z.array(z.string()).optional(),
  }),
);

const claimsParameter = z.strictObject({
  access_token: z.record(z.string(), asked).optional(),
  id_token: z.record(z.string(), asked).optional(),
});

/** A challenge asks for a token that is younger (`nbf`) than a revocation; every token is. */
const knownClaims = new Set(["xms_cc", "acrs", "nbf"]);

/**
 * Reads the parameter `claims`, as clients make it of what they can do and of an API's challenge. What is
 * not essential may be left out of the tokens, and is.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IndividualClaimsRequests
 * @throws EntraError for what is no such request, or makes a claim essential that tokens do not have.
 */
export function parseClaimsRequest(parameters: URLSearchParams): ClaimsRequest {
  const text = parameters.get("claims");
  if (text === null) return { clientCapabilities: [], authenticationContexts: [] };
  const { success, data } = claimsParameter.safeParse(parse(text));
  if (!success) throw invalid();
  const { access_token: ofAccess = {}, id_token: ofId = {} } = data;
  const unknown = Object.entries(ofAccess).filter(([name]) => !knownClaims.has(name));
  const wanted = [...unknown.map(([, claim]) => claim), ...Object.values(ofId)];
  if (wanted.some((claim) => claim?.essential === true)) throw invalid();
  return {
    clientCapabilities: valuesOf(ofAccess["xms_cc"]).map((name) => name.toLowerCase()),
    authenticationContexts: valuesOf(ofAccess["acrs"]),
  };
}

function invalid(): EntraError {
  return new EntraError("invalid_request", 90023, "The value of 'claims' is not valid.");
}

/** The refusal of a token that has to wait for a sign-in; it carries what the sign-in must ask for. */
export function interactionRequired(contexts: readonly string[]): EntraError {
  const [value] = contexts;
  const wanted = contexts.length === 1 ? { value } : { values: contexts };
  return new EntraError(
    "interaction_required",
    50076,
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.",
    {
      suberror: "basic_action",
      claims: JSON.stringify({ access_token: { acrs: { essential: true, ...wanted } } }),
    },
  );
}

function valuesOf(claim: z.infer<typeof asked> | undefined): readonly string[] {
  return [...(claim?.value === undefined ? [] : [claim.value]), ...(claim?.values ?? [])];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
