import type { Resource } from "../evidence/evidence.ts";
import { valueAt, wordAt } from "../evidence/read-path.ts";
import { diagnostics, hardeningRule, isPartOf, ownKey } from "./hardening-rule.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { checkSetting } from "./setting.ts";

/** Family H: what other scanners check of the storage account. */
export const hardeningStorageRules: readonly Rule[] = [
  hardeningRule(
    "H03",
    "storage-cmk",
    "The storage account is encrypted with a key of one's own.",
    "storage",
    ownKey("properties.encryption.keySource", "microsoft.keyvault"),
    ["6fac406b-40ca-413b-bf8e-0bf964659c25", "CKV2_AZURE_1"],
  ),
  hardeningRule(
    "H06",
    "blob-diagnostics",
    "The storage account keeps a log.",
    "storage",
    diagnostics,
    ["CKV2_AZURE_21"],
  ),
  hardeningRule(
    "H07",
    "storage-tls",
    "The storage account speaks TLS 1.2 or newer.",
    "storage",
    (account) => {
      const version = wordAt(account, "properties.minimumTlsVersion");
      if (version === "tls1_3") return passes(account, `${account.name} speaks TLS 1.3`);
      return checkSetting(account, {
        path: "properties.minimumTlsVersion",
        is: "TLS1_2",
        phase: "hardening",
        terraform: `min_tls_version = "TLS1_2"`,
      });
    },
    ["fe83a0eb-a853-422d-aac2-1bffd182c5d0", "CKV_AZURE_44", "st-009"],
  ),
  hardeningRule(
    "H08",
    "storage-https",
    "The storage account is spoken to over TLS only.",
    "storage",
    (account) =>
      checkSetting(account, {
        path: "properties.supportsHttpsTrafficOnly",
        is: true,
        phase: "hardening",
        terraform: "https_traffic_only_enabled = true",
      }),
    ["404c3081-a854-4457-ae30-26a93ef643f9", "CKV_AZURE_3", "st-007"],
  ),
  hardeningRule(
    "H09",
    "storage-no-anonymous",
    "No container can be made public.",
    "storage",
    (account) =>
      checkSetting(account, {
        path: "properties.allowBlobPublicAccess",
        is: false,
        phase: "hardening",
        terraform: "allow_nested_items_to_be_public = false",
      }),
    ["4fa4b6c0-31ca-4c0d-b10d-24b96f62a751", "CKV_AZURE_59", "CKV_AZURE_190", "CKV2_AZURE_47"],
  ),
  hardeningRule(
    "H10",
    "storage-keys-off",
    "The storage account takes no keys.",
    "storage",
    (account) =>
      checkSetting(account, {
        path: "properties.allowSharedKeyAccess",
        is: false,
        absent: true,
        phase: "keys-off",
        risk: "lockout",
        terraform: "shared_access_key_enabled = false",
      }),
    ["8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54", "CKV2_AZURE_40"],
  ),
  hardeningRule(
    "H12",
    "storage-no-cross-tenant",
    "Blobs are not replicated to other tenants.",
    "storage",
    (account) =>
      checkSetting(account, {
        path: "properties.allowCrossTenantReplication",
        is: false,
        phase: "hardening",
      }),
    ["92a89a79-6c52-4a7e-a03f-61306fc49312"],
  ),
  hardeningRule(
    "H14",
    "storage-replication",
    "Blobs are kept in several zones or regions.",
    "storage",
    (account) => {
      const sku = wordAt(account, "sku.name");
      if (sku === undefined) {
        return isUnknown(account, `the replication of ${account.name} is not in the evidence`);
      }
      return sku.endsWith("_lrs")
        ? fails(account, `${account.name} keeps blobs in one place (${sku})`)
        : passes(account, `${account.name} keeps blobs in several places (${sku})`);
    },
    ["bf045164-79ba-4215-8f95-f8048dc1780b", "CKV_AZURE_206"],
  ),
  hardeningRule(
    "H15",
    "storage-double-encryption",
    "The storage account is encrypted twice.",
    "storage",
    (account) =>
      checkSetting(account, {
        path: "properties.encryption.requireInfrastructureEncryption",
        is: true,
        phase: "hardening",
      }),
    ["4733ea7b-a883-42fe-8cac-97454c2a9e4a"],
  ),
  hardeningRule(
    "H11",
    "storage-soft-delete",
    "Deleted blobs and containers can be restored.",
    "storage",
    checkSoftDelete,
    ["c36a325b-ae04-4863-ad4f-19c6678f8e08", "CKV2_AZURE_38", "st-010"],
  ),
  hardeningRule(
    "H13",
    "storage-sas-expiry",
    "Shared access signatures and keys have a longest term.",
    "storage",
    checkTerms,
    ["CKV2_AZURE_41", "bc1b984e-ddae-40cc-801a-050a030e4fbe", "storage_key_rotation_90_days"],
  ),
];

function checkSoftDelete(account: Resource, { ofType }: Scene): Outcome {
  const service = ofType("Microsoft.Storage/storageAccounts/blobServices").find(({ id }) =>
    isPartOf(id, account),
  );
  if (service === undefined) {
    return isUnknown(account, `the blob service of ${account.name} was not read`);
  }
  const kinds = [
    ["blobs", "deleteRetentionPolicy"],
    ["containers", "containerDeleteRetentionPolicy"],
  ] as const;
  const states = kinds.map(
    ([what, policy]) => [what, valueAt(service, `properties.${policy}.enabled`)] as const,
  );
  const gone = states.filter(([, enabled]) => enabled === false).map(([what]) => what);
  if (gone.length > 0) {
    return fails(account, `deleted ${gone.join(" and ")} of ${account.name} are gone at once`);
  }
  return states.every(([, enabled]) => enabled === true)
    ? passes(account, `deleted blobs and containers of ${account.name} are kept`)
    : isUnknown(account, `what ${account.name} keeps of deleted blobs is not in the evidence`);
}

/** A term is absent both where there is none and where an export leaves it out. */
function checkTerms(account: Resource): Outcome {
  if (valueAt(account, "properties.allowSharedKeyAccess") === false) {
    return passes(account, `${account.name} takes no keys that could grow old`);
  }
  const missing = ["sasPolicy", "keyPolicy"].filter(
    (name) => valueAt(account, `properties.${name}`) === undefined,
  );
  return missing.length === 0
    ? passes(account, `keys and signatures of ${account.name} have a term`)
    : isUnknown(account, `${missing.join(" and ")} of ${account.name} are not in the evidence`);
}
