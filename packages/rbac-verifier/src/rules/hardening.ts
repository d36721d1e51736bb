import { hardeningAiRules } from "./hardening-ai.ts";
import { hardeningStorageRules } from "./hardening-storage.ts";
import { hardeningSubscriptionRules } from "./hardening-subscription.ts";
import type { Rule } from "./rule.ts";

/** Family H: what other scanners check of the same resources; at the stage `hardening` only. */
export const hardeningRules: readonly Rule[] = [
  ...hardeningAiRules,
  ...hardeningStorageRules,
  ...hardeningSubscriptionRules,
];
