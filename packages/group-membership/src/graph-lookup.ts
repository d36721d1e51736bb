import type { TokenCredential } from "@azure/core-auth";
import { createGraphClient } from "./graph-client.ts";
import type { GroupCaller } from "./group-caller.ts";
import { GroupMembershipError } from "./group-membership-error.ts";
import type { GroupResolverSettings } from "./group-resolver-options.ts";
import { readGroupIds } from "./read-group-ids.ts";
import type { WaitingLine } from "./waiting-line.ts";

/** Reads the groups of one caller when it is its turn, as often as it is called, until one deadline for all. */
export type GraphLookup = () => Promise<readonly string[]>;

/**
 * Prepares to look up a caller in Graph: a user by the user's own right where that is set up, anybody else
 * by the server's.
 *
 * @throws GroupMembershipError `NO_CREDENTIAL` where nothing was set up for the caller.
 * @throws TypeError where the user's token is needed and missing.
 */
export function createGraphLookup(
  {
    cloud,
    credential,
    onBehalfOf,
    fetch,
    now,
    securityEnabledOnly,
    timeoutInMs,
  }: GroupResolverSettings,
  { kind, tenantId, objectId }: GroupCaller,
  assertion: string | undefined,
  line: WaitingLine,
): GraphLookup {
  const origin = cloud.graphEndpoint;
  const abortSignal = AbortSignal.timeout(timeoutInMs);
  const ofUser = kind === "user" ? onBehalfOf : undefined;
  const client = createGraphClient({
    origin,
    credential:
      ofUser === undefined ? requireCredential(credential) : ofUser(requireAssertion(assertion)),
    tenantId,
    fetch,
    now,
    deadlineInMs: now() + timeoutInMs,
    abortSignal,
  });
  const collection = kind === "user" ? "users" : "servicePrincipals";
  const principalPath = ofUser === undefined ? `/${collection}/${objectId}` : "/me";
  return () =>
    line.take(
      () => readGroupIds(client, { principalPath, origin, securityEnabledOnly }),
      abortSignal,
    );
}

function requireCredential(credential: TokenCredential | undefined): TokenCredential {
  if (credential === undefined) throw new GroupMembershipError("NO_CREDENTIAL");
  return credential;
}

function requireAssertion(assertion: string | undefined): string {
  if (assertion === undefined) {
    throw new TypeError(
      "group-membership: onBehalfOf needs the caller's own token; pass assertion",
    );
  }
  return assertion;
}
