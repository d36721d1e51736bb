import type { AccessToken, TokenCredential } from "@azure/core-auth";
import type {
  PipelinePolicy,
  PipelineRequest,
  PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import { createDestinationCheck } from "./check-destination.ts";
import { readClaimsChallenge } from "./claims-challenge.ts";
import { isRedirect, redirectRefused } from "./refuse-redirect.ts";
import { requireCredential, requireKnownOptions } from "./require-credential.ts";
import { requireScopes } from "./require-scopes.ts";
import { createTokenSlot } from "./token-slot.ts";

/** The name of the policy in a pipeline, to order others by or to remove it. */
export const tokenCredentialPolicyName = "tokenCredentialPolicy";

/** Whose token goes where. */
export interface TokenCredentialPolicyOptions {
  /** Gives the tokens, all for the same principal; one per process. A key is a `TypeError`. */
  readonly credential: TokenCredential;
  /** What the token is for, as `https://search.azure.com/.default`. */
  readonly scopes: string | readonly string[];
  /** The hosts that may see the token, each in full as `contoso.search.windows.net`, with a port that is not 443. */
  readonly allowedHosts: readonly string[];
}

/**
 * Puts a credential's token on the requests of an Azure SDK client. Add it in the `Sign` phase, so that
 * each retry reads the token anew.
 *
 * Before a token is asked for, the request's host, its TLS and the absence of keys are checked; a
 * redirect is never followed; a claims challenge is answered once.
 *
 * @throws TypeError for options that are wrong. Requests fail with a `TokenCredentialPolicyError`.
 * @see https://learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation
 */
export function tokenCredentialPolicy(options: TokenCredentialPolicyOptions): PipelinePolicy {
  requireKnownOptions(options, ["credential", "scopes", "allowedHosts"]);
  const checkDestination = createDestinationCheck(options.allowedHosts);
  const slot = createTokenSlot(
    requireCredential(options.credential),
    requireScopes(options.scopes),
    true,
  );

  return {
    name: tokenCredentialPolicyName,
    async sendRequest(request, next) {
      const send = async (token: AccessToken): Promise<PipelineResponse> => {
        request.headers.set("authorization", `Bearer ${token.token}`);
        const response = await next(request);
        if (isRedirect(response.status, response.headers.get("location"))) {
          discardBody(response);
          throw redirectRefused(host);
        }
        return response;
      };
      const { host } = checkDestination(request.url, request.headers);
      const token = await slot.read(request.abortSignal);
      const sent = await outcomeOf(send(token));
      const claims = claimsAskedFor(sent.response);
      if (claims === undefined || !isReplayable(request)) return sent.result();

      const renewed = await slot.renew(claims, token, request.abortSignal);
      // a managed identity answers a challenge with the same token again
      if (renewed.token === token.token) return sent.result();
      discardBody(sent.response);
      return send(renewed);
    },
  };
}

interface Outcome {
  readonly response: PipelineResponse | undefined;
  result(): PipelineResponse;
}

/** An inner policy may have turned the answer into an error already; the answer is in there. */
async function outcomeOf(sent: Promise<PipelineResponse>): Promise<Outcome> {
  try {
    const response = await sent;
    return { response, result: () => response };
  } catch (error) {
    const response = isRestError(error) ? error.response : undefined;
    return {
      response,
      result: () => {
        throw error;
      },
    };
  }
}

function claimsAskedFor(response: PipelineResponse | undefined): string | undefined {
  return response?.status === 401
    ? readClaimsChallenge(response.headers.get("www-authenticate"))
    : undefined;
}

/** A stream that was read is gone; a function makes a new one. */
function isReplayable({ body }: PipelineRequest): boolean {
  const stream =
    typeof body === "object" && body !== null && ("pipe" in body || "getReader" in body);
  return !stream;
}

/** An answer that is not handed on would keep its connection. */
function discardBody(response: PipelineResponse | undefined): void {
  const stream = response?.readableStreamBody;
  if (stream !== undefined && "destroy" in stream && typeof stream.destroy === "function") {
    stream.destroy();
  }
}

/** By its name, as the pipeline's own check has it: that would load the whole of the pipeline for whoever has none. */
function isRestError(error: unknown): error is RestError {
  return error instanceof Error && error.name === "RestError";
}
