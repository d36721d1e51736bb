import type { Resource } from "../evidence/evidence.ts";
import { isWithin } from "../evidence/resource-id.ts";
import { listAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { ResourceTarget, Scene } from "./scene.ts";
import { checkSetting } from "./setting.ts";

/** Nothing here is above a subscription. */
const noAncestors = (): readonly string[] => [];

/** Family H: what other scanners check of the same resources; at the stage `hardening` only. */
export const hardeningRules: readonly Rule[] = [
  hardening(
    "H01",
    "aoai-cmk",
    "Azure OpenAI is encrypted with a key of one's own.",
    "openai",
    ownKey("properties.encryption.keySource", "microsoft.keyvault"),
    ["67121cc7-ff39-4ab8-b7e3-95b84dab487d", "CKV2_AZURE_22"],
  ),
  hardening(
    "H02",
    "search-cmk",
    "AI Search refuses indexes without a key of one's own.",
    "search",
    ownKey("properties.encryptionWithCmk.enforcement", "enabled"),
    ["76a56461-9dc0-40f0-82f5-2453283afa2f"],
  ),
  hardening(
    "H03",
    "storage-cmk",
    "The storage account is encrypted with a key of one's own.",
    "storage",
    ownKey("properties.encryption.keySource", "microsoft.keyvault"),
    ["6fac406b-40ca-413b-bf8e-0bf964659c25", "CKV2_AZURE_1"],
  ),
  hardening("H04", "aoai-diagnostics", "Azure OpenAI keeps a log.", "openai", diagnostics, [
    "1b4d1c4e-934c-4703-944c-27c82c06bebb",
  ]),
  hardening("H05", "search-diagnostics", "AI Search keeps a log.", "search", diagnostics, [
    "b4330a05-a843-4bc8-bf9a-cacce50c67f4",
  ]),
  hardening("H06", "blob-diagnostics", "The storage account keeps a log.", "storage", diagnostics, [
    "CKV2_AZURE_21",
  ]),
  hardening(
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
  hardening(
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
  hardening(
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
  hardening(
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
  hardening(
    "H11",
    "storage-soft-delete",
    "Deleted blobs can be restored.",
    "storage",
    (account, { ofType }) => {
      const service = ofType("Microsoft.Storage/storageAccounts/blobServices").find(
        ({ id }) => isWithin(account.id, id, noAncestors) === "yes",
      );
      const enabled = valueAt(service, "properties.deleteRetentionPolicy.enabled");
      if (service === undefined || enabled === undefined)
        return isUnknown(account, `the blob service of ${account.name} was not read`);
      return enabled === true
        ? passes(account, `deleted blobs of ${account.name} are kept`)
        : fails(account, `deleted blobs of ${account.name} are gone at once`);
    },
    ["c36a325b-ae04-4863-ad4f-19c6678f8e08", "CKV2_AZURE_38"],
  ),
  hardening(
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
  hardening(
    "H13",
    "storage-sas-expiry",
    "Shared access signatures have a longest term.",
    "storage",
    present("properties.sasPolicy"),
    ["CKV2_AZURE_41", "bc1b984e-ddae-40cc-801a-050a030e4fbe"],
  ),
  hardening(
    "H14",
    "storage-replication",
    "Blobs are kept in several zones or regions.",
    "storage",
    (account) => {
      const sku = wordAt(account, "sku.name");
      if (sku === undefined)
        return isUnknown(account, `the replication of ${account.name} is not in the evidence`);
      return sku.endsWith("_lrs")
        ? fails(account, `${account.name} keeps blobs in one place (${sku})`)
        : passes(account, `${account.name} keeps blobs in several places (${sku})`);
    },
    ["bf045164-79ba-4215-8f95-f8048dc1780b", "CKV_AZURE_206"],
  ),
  hardening(
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
  hardening(
    "H16",
    "defender",
    "Microsoft Defender watches the storage account.",
    "storage",
    manual("look whether Defender for Storage is on for the subscription"),
    ["640d2586-54d2-465f-877f-9ffc1d2109f4", "CKV_AZURE_84"],
  ),
  hardening(
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
  hardening(
    "H18",
    "aoai-content-filter",
    "Deployments have a content filter.",
    "openai",
    (account, { evidence }) => {
      const deployments = [...evidence.deployments.values()].flat();
      if (deployments.length === 0)
        return isUnknown(account, `the deployments of ${account.name} were not read`);
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
  {
    id: "H19",
    slug: "rbac-hygiene",
    title: "The subscription has three owners at most.",
    why: "Each owner can undo everything that is verified here.",
    severity: "info",
    blocks: [],
    stages: ["hardening"],
    aka: ["4f11b553-d42e-4e3a-89be-32ca364cad4c", "09024ccc-0c5f-475e-9457-b7c0d9ed487b"],
    check: ({ evidence, idOf }): readonly Outcome[] => {
      if (evidence.roleAssignments === undefined) return [];
      const owners = new Set(
        evidence.roleAssignments
          .filter(
            ({ roleId, scope }) =>
              roleId === "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" &&
              isWithin(scope, idOf("search") ?? "/", noAncestors) === "yes",
          )
          .map(({ principalId }) => principalId),
      );
      const resource = { id: idOf("search") ?? "/" };
      return [
        owners.size > 3
          ? fails(resource, `${owners.size} principals own the search service`, {
              actual: owners.size,
            })
          : passes(resource, `${owners.size} principals own the search service`),
      ];
    },
  },
  hardening(
    "H20",
    "tags",
    "The resources are tagged.",
    "openai",
    (account) =>
      Object.keys(valueAt(account, "tags") ?? {}).length > 0
        ? passes(account, `${account.name} is tagged`)
        : fails(account, `${account.name} has no tags`),
    ["Azure.AI.Naming"],
  ),
  hardening(
    "H21",
    "search-sla",
    "AI Search has three replicas for indexing.",
    "search",
    (search) => {
      const count = valueAt(search, "properties.replicaCount");
      if (typeof count !== "number")
        return isUnknown(search, `${search.name}: replicaCount is not in the evidence`);
      return count >= 3
        ? passes(search, `${search.name} has ${count} replicas`)
        : fails(search, `${search.name} has ${count} replicas`);
    },
    ["CKV_AZURE_209"],
  ),
];

function hardening(
  id: string,
  slug: string,
  title: string,
  target: ResourceTarget,
  check: (resource: Resource, scene: Scene) => Outcome,
  aka: readonly string[],
): Rule {
  return {
    id,
    slug,
    title,
    why: "Other scanners and policies ask for it.",
    severity: "info",
    blocks: [],
    stages: ["hardening"],
    aka,
    check: about(target, check),
  };
}

function ownKey(path: string, wanted: string) {
  return (resource: Resource): Outcome => {
    const actual = wordAt(resource, path);
    if (actual === undefined)
      return isUnknown(resource, `the encryption of ${resource.name} is not in the evidence`, {
        path,
      });
    return actual === wanted
      ? passes(resource, `${resource.name} is encrypted with a key of one's own`, { path })
      : fails(resource, `${resource.name} is encrypted with Microsoft's key`, { path, actual });
  };
}

function present(path: string) {
  return (resource: Resource): Outcome =>
    valueAt(resource, path) === undefined
      ? isUnknown(resource, `${path} of ${resource.name} is not in the evidence`, { path })
      : passes(resource, `${resource.name} has ${path}`, { path });
}

function manual(message: string) {
  return (resource: Resource): Outcome => ({
    status: "manual",
    subject: { resourceId: resource.id },
    message,
  });
}

function diagnostics(resource: Resource, { ofType }: Scene): Outcome {
  const all = ofType("Microsoft.Insights/diagnosticSettings");
  const own = all.filter(({ id }) => isWithin(resource.id, id, noAncestors) === "yes");
  if (own.length === 0)
    return isUnknown(resource, `the diagnostic settings of ${resource.name} were not read`);
  return own.some((one) =>
    listAt(one, "properties.logs").some((log) => valueAt(log, "enabled") === true),
  )
    ? passes(resource, `${resource.name} keeps a log`)
    : fails(resource, `${resource.name} keeps no log`);
}
