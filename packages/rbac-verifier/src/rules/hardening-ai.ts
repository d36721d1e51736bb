import { counted } from "../counted.ts";
import { valueAt, wordAt } from "../evidence/read-path.ts";
import { keyOf } from "../evidence/resource-id.ts";
import { diagnostics, hardeningRule, ownKey } from "./hardening-rule.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import type { Rule } from "./rule.ts";
import { checkSetting } from "./setting.ts";

/** Family H: what other scanners check of Azure OpenAI and AI Search. */
export const hardeningAiRules: readonly Rule[] = [
  hardeningRule(
    "H01",
    "aoai-cmk",
    "Azure OpenAI is encrypted with a key of one's own.",
    "openai",
    ownKey("properties.encryption.keySource", "microsoft.keyvault"),
    ["67121cc7-ff39-4ab8-b7e3-95b84dab487d", "CKV2_AZURE_22"],
  ),
  hardeningRule(
    "H02",
    "search-cmk",
    "AI Search refuses indexes without a key of one's own.",
    "search",
    ownKey("properties.encryptionWithCmk.enforcement", "enabled"),
    ["76a56461-9dc0-40f0-82f5-2453283afa2f"],
  ),
  hardeningRule("H04", "aoai-diagnostics", "Azure OpenAI keeps a log.", "openai", diagnostics, [
    "1b4d1c4e-934c-4703-944c-27c82c06bebb",
  ]),
  hardeningRule("H05", "search-diagnostics", "AI Search keeps a log.", "search", diagnostics, [
    "b4330a05-a843-4bc8-bf9a-cacce50c67f4",
  ]),
  hardeningRule(
    "H17",
    "aoai-outbound",
    "Azure OpenAI reaches listed hosts only.",
    "openai",
    (account) =>
      checkSetting(account, {
        path: "properties.restrictOutboundNetworkAccess",
        is: true,
        phase: "hardening",
      }),
    ["CKV_AZURE_247"],
  ),
  hardeningRule(
    "H18",
    "aoai-content-filter",
    "Deployments have a content filter.",
    "openai",
    (account, { evidence }) => {
      const deployments = evidence.deployments.get(keyOf(account.id)) ?? [];
      if (deployments.length === 0) {
        return isUnknown(account, `the deployments of ${account.name} were not read`);
      }
      const open = deployments.filter(
        (one) => wordAt(one, "properties.raiPolicyName") === undefined,
      );
      return open.length === 0
        ? passes(account, "every deployment names a content filter")
        : isUnknown(
            account,
            `the content filter of ${open.map(({ name }) => name).join(", ")} is not in the evidence`,
          );
    },
    ["aafe3651-cb78-4f68-9f81-e7e41509110f"],
  ),
  hardeningRule(
    "H21",
    "search-sla",
    "AI Search has three replicas for indexing.",
    "search",
    (search) => {
      const count = valueAt(search, "properties.replicaCount");
      if (typeof count !== "number") {
        return isUnknown(search, `${search.name}: replicaCount is not in the evidence`);
      }
      return count >= 3
        ? passes(search, `${search.name} has ${count} replicas`)
        : fails(search, `${search.name} has ${counted(count, "replica")}`);
    },
    ["CKV_AZURE_209"],
  ),
];
