import { clientRules } from "./client.ts";
import { dnsRules } from "./dns.ts";
import { entraRules } from "./entra.ts";
import { evidenceRules } from "./evidence.ts";
import { hardeningRules } from "./hardening.ts";
import { networkRules } from "./network.ts";
import { openaiAccountRules } from "./openai-account.ts";
import { roleAssignmentRules } from "./role-assignment.ts";
import { roleEdgeRules } from "./role-edge.ts";
import type { Rule } from "./rule.ts";
import { searchServiceRules } from "./search-service.ts";
import { storageAccountRules } from "./storage-account.ts";
import { webAppRules } from "./web-app.ts";

/** Every rule of every profile, in the order of reports. */
export const ruleCatalogue: readonly Rule[] = [
  ...openaiAccountRules,
  ...searchServiceRules,
  ...storageAccountRules,
  ...roleEdgeRules,
  ...roleAssignmentRules,
  ...entraRules,
  ...networkRules,
  ...dnsRules,
  ...webAppRules,
  ...clientRules,
  ...hardeningRules,
  ...evidenceRules,
];

/** A rule by its id or its name. */
export function findRule(word: string): Rule | undefined {
  const wanted = word.toLowerCase();
  return ruleCatalogue.find(({ id, slug }) => id.toLowerCase() === wanted || slug === wanted);
}
