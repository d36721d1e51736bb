import { createAccessTokenVerifier, resourceMetadataAddress } from "@entrim/access-token";
import type { AzureCloud } from "@entrim/azure-clouds";
import { createGroupResolver, type GroupResolver } from "@entrim/group-membership";
import { createGuard, type Guard } from "@entrim/guard";
import type { GatewayOptions } from "../gateway-options.ts";

/** Who decides on requests, and who knows in which groups somebody is. */
export interface ComposedAccess {
  readonly guard: Guard;
  readonly groups: GroupResolver;
}

/** The guard, with its verifier and its resolver. */
export function composeAccess(
  { access, credential, onDecision }: GatewayOptions,
  cloud: AzureCloud,
): ComposedAccess {
  const { tokenGroups, groupCache, cacheMaxAgeInMs, onBehalfOf, onCacheFailure, ...tokens } =
    access;
  const { resource, ...whoseTokens } = tokens;
  const verifier = createAccessTokenVerifier({
    ...whoseTokens,
    cloud,
    ...(resource && { resourceMetadata: resourceMetadataAddress(resource.address) }),
  });
  const groups = createGroupResolver({
    cloud,
    credential,
    tokenGroups,
    ...(groupCache && { cache: groupCache }),
    ...(cacheMaxAgeInMs !== undefined && { cacheMaxAgeInMs }),
    ...(onBehalfOf && { onBehalfOf }),
    ...(onCacheFailure && { onCacheFailure }),
  });
  return { groups, guard: createGuard({ verifier, groups, ...(onDecision && { onDecision }) }) };
}
