import { describeStep, type Step } from "./step.ts";

/** Rules that are about who may; where they do not hold, Azure refuses. */
const ofAccess = /^(?:R\d\d|E\d\d|S04)$/;

/** Rules that are about the way; where they do not hold, a request comes from outside. */
const ofTheWay = /^(?:A0[47]|S09|S1[0-5]|B0[25]|N0[124-69]|D\d\d|W0[1-3])$/;

const noAnswer = "no answer: the connection is not made in time";
const noDeployment = "404 DeploymentNotFound: The API deployment for this resource does not exist.";
const noToken =
  "401 Unauthorized: Access token is missing, invalid, audience is incorrect, or have expired.";

/** What Azure says where a rule does not hold that is about something else. */
const particular: ReadonlyMap<string, string> = new Map([
  [
    "A02",
    "400 BadRequest: Please provide a custom subdomain for token authentication, otherwise API key is required.",
  ],
  ["A03", "ManagedIdentityIsNotEnabled"],
  ["A09", noDeployment],
  ["A10", noDeployment],
  ["S05", "403 Forbidden, without a body"],
  ["S17", "400 Semantic search is not enabled for this service."],
  ["B06", "403 KeyBasedAuthenticationNotPermitted"],
  ["B07", "404 ContainerNotFound: The specified container does not exist."],
  ["N08", noAnswer],
  ["N10", noAnswer],
  ["D07", noAnswer],
  ["C01", noToken],
  ["C08", noToken],
]);

/**
 * Azure's own words when a step cannot be made because a rule does not hold: a role that is missing is told in
 * other words than a firewall that is shut.
 *
 * @returns Nothing where Azure's words are not known, as for rules of one's own.
 */
export function azureSays(ruleId: string, step: Step): string | undefined {
  const { azureSays: refused, azureSaysFromOutside } = describeStep(step);
  const own = particular.get(ruleId);
  if (own !== undefined) return own;
  if (ofTheWay.test(ruleId)) return azureSaysFromOutside;
  return ofAccess.test(ruleId) ? refused : undefined;
}
