import { auditRules } from "../audit/audit-rules.ts";
import { clientRules } from "./client.ts";
import { dnsRules } from "./dns.ts";
import { entraRules } from "./entra.ts";
import { evidenceRules } from "./evidence.ts";
import { hardeningRules } from "./hardening.ts";
import { networkRules } from "./network.ts";
import { networkEndpointRules } from "./network-endpoint.ts";
import { networkSubnetRules } from "./network-subnet.ts";
import { openaiAccountRules } from "./openai-account.ts";
import { openaiDeploymentRules } from "./openai-deployment.ts";
import { openaiFirewallRules } from "./openai-firewall.ts";
import { roleAssignmentRules } from "./role-assignment.ts";
import { roleEdgeRules } from "./role-edge.ts";
import { roleExcessRules } from "./role-excess.ts";
import { roleGapRules } from "./role-gap.ts";
import { roleGrantRules } from "./role-grant.ts";
import type { Rule, RuleDescription } from "./rule.ts";
import { searchAuthenticationRules } from "./search-authentication.ts";
import { searchFirewallRules } from "./search-firewall.ts";
import { searchIndexRules } from "./search-index.ts";
import { searchOutboundRules } from "./search-outbound.ts";
import { searchServiceRules } from "./search-service.ts";
import { storageAccountRules } from "./storage-account.ts";
import { webAppRules } from "./web-app.ts";
import { webAppSettingsRules } from "./web-app-settings.ts";

/** Every rule of every profile, in the order of reports: family by family, by id. */
export const ruleCatalogue: readonly Rule[] = [
  [...openaiAccountRules, ...openaiFirewallRules, ...openaiDeploymentRules],
  [
    ...searchServiceRules,
    ...searchAuthenticationRules,
    ...searchFirewallRules,
    ...searchOutboundRules,
    ...searchIndexRules,
  ],
  storageAccountRules,
  [
    ...roleEdgeRules,
    ...roleGapRules,
    ...roleGrantRules,
    ...roleExcessRules,
    ...roleAssignmentRules,
  ],
  entraRules,
  [...networkRules, ...networkSubnetRules, ...networkEndpointRules],
  dnsRules,
  [...webAppRules, ...webAppSettingsRules],
  clientRules,
  hardeningRules,
  evidenceRules,
].flatMap((family) => family.toSorted((one, other) => (one.id < other.id ? -1 : 1)));

/** What is told of a rule, of the catalogue or of the audit, by its id or its name. */
export function findRule(word: string): RuleDescription | undefined {
  const wanted = word.toLowerCase();
  return [...ruleCatalogue, ...auditRules].find(
    ({ id, slug }) => id.toLowerCase() === wanted || slug === wanted,
  );
}
