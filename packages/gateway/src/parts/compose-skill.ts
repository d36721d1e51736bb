import { createAccessTokenVerifier } from "@entrim/access-token";
import type { AzureCloud } from "@entrim/azure-clouds";
import { createPreprocessingSkill, type PreprocessingSkill } from "@entrim/ingestion";
import type { GatewayOptions, GatewaySkill } from "../gateway-options.ts";

/** Where the skill is. */
export const skillPath = "/skill";

/**
 * The skill that indexers have documents read and parted by, for the identities of search services alone: no
 * person comes here, so the guard and its groups have no part in it. Undefined where another server offers it.
 *
 * @throws TypeError for an address that does not lead here.
 */
export function composeSkill(
  { access, prefix = "" }: GatewayOptions,
  { uri, authResourceId, offer }: GatewaySkill,
  cloud: AzureCloud,
): PreprocessingSkill | undefined {
  if (offer === undefined) return undefined;
  const path = prefix + skillPath;
  if (!URL.canParse(uri) || new URL(uri).pathname !== path) {
    throw new TypeError(
      `gateway: jobs.skill.uri must lead to ${path} of this server, as in https://chat.contoso.com${path}; leave out jobs.skill.offer if another server has the skill`,
    );
  }
  const { roles, ...skill } = offer;
  if (!Array.isArray(roles) || roles.length === 0) {
    throw new TypeError(
      "gateway: jobs.skill.offer.roles must name an app role that the search service's identity has, as in Skill.Call",
    );
  }
  const { tenants, tenantIsolation, audiences } = access;
  return createPreprocessingSkill({
    ...skill,
    cloud,
    verifier: createAccessTokenVerifier({
      cloud,
      tenants,
      ...(tenantIsolation !== undefined && { tenantIsolation }),
      // a v1 token is made out to what was asked for, a v2 token to the client id
      audiences: [...new Set([authResourceId, ...audiences])],
      scopes: [],
      roles,
    }),
  });
}
