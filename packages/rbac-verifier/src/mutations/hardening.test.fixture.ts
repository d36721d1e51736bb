import {
  entrimSnapshot,
  assignment,
  ids,
  type Mutable,
  resource,
} from "../contoso.test.fixture.ts";
import { named, type Mutation } from "./mutation.test.fixture.ts";

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const endpoints = ["pe-aoai", "pe-search", "pe-blob"];

/** The set-up of an app as other scanners would have it. */
export function hardenedSnapshot(): Mutable {
  const snapshot = entrimSnapshot();
  snapshot.evidence.complete.push("privateDnsZoneGroups");
  for (const id of [ids.openai, ids.search, ids.storage]) {
    resource(snapshot, id).tags = { owner: "ada" };
    snapshot.resources.push({
      id: `${id}/providers/Microsoft.Insights/diagnosticSettings/log`,
      name: "log",
      type: "Microsoft.Insights/diagnosticSettings",
      properties: { logs: [{ categoryGroup: "allLogs", enabled: true }] },
    });
  }
  const openai = resource(snapshot, ids.openai).properties;
  openai.encryption = { keySource: "Microsoft.KeyVault" };
  openai.restrictOutboundNetworkAccess = true;
  for (const deployment of snapshot.deployments[ids.openai]) {
    deployment.properties.raiPolicyName = "Microsoft.DefaultV2";
  }
  const search = resource(snapshot, ids.search).properties;
  search.encryptionWithCmk = { enforcement: "Enabled" };
  search.replicaCount = 3;
  Object.assign(resource(snapshot, ids.storage).properties, {
    allowSharedKeyAccess: false,
    allowCrossTenantReplication: false,
    sasPolicy: { sasExpirationPeriod: "1.00:00:00" },
    keyPolicy: { keyExpirationPeriodInDays: 90 },
    encryption: { keySource: "Microsoft.Keyvault", requireInfrastructureEncryption: true },
  });
  snapshot.resources.push(
    {
      id: `${ids.storage}/blobServices/default`,
      name: "default",
      type: "Microsoft.Storage/storageAccounts/blobServices",
      properties: {
        deleteRetentionPolicy: { enabled: true, days: 7 },
        containerDeleteRetentionPolicy: { enabled: true, days: 7 },
      },
    },
    ...["StorageAccounts", "AI"].map((name) => ({
      id: `/subscriptions/11111111-2222-3333-4444-555555555555/providers/Microsoft.Security/pricings/${name}`,
      name,
      type: "Microsoft.Security/pricings",
      properties: { pricingTier: "Standard" },
    })),
    ...endpoints.map((name) => ({
      id: `${named(snapshot, name).id}/privateDnsZoneGroups/default`,
      name: "default",
      type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
      properties: { privateDnsZoneConfigs: [] },
    })),
  );
  return snapshot;
}

const storage = (snapshot: Mutable): Mutable => resource(snapshot, ids.storage).properties;
const diagnosticsOf = (snapshot: Mutable, id: string): Mutable =>
  resource(snapshot, `${id}/providers/Microsoft.Insights/diagnosticSettings/log`).properties;

/** What other scanners would find. */
export const mutationsOfHardening: readonly Mutation[] = [
  [
    "Microsoft's key for Azure OpenAI",
    ["H01 fail"],
    (s) =>
      (resource(s, ids.openai).properties.encryption.keySource = "Microsoft.CognitiveServices"),
  ],
  [
    "Microsoft's key for indexes",
    ["H02 fail"],
    (s) => (resource(s, ids.search).properties.encryptionWithCmk.enforcement = "Disabled"),
  ],
  [
    "Microsoft's key for blobs",
    ["H03 fail"],
    (s) => (storage(s).encryption.keySource = "Microsoft.Storage"),
  ],
  [
    "no log of Azure OpenAI",
    ["H04 fail"],
    (s) => (diagnosticsOf(s, ids.openai).logs[0].enabled = false),
  ],
  ["no log of search", ["H05 fail"], (s) => (diagnosticsOf(s, ids.search).logs = [])],
  ["no log of blobs", ["H06 fail"], (s) => (diagnosticsOf(s, ids.storage).logs = [])],
  ["old TLS", ["H07 fail"], (s) => (storage(s).minimumTlsVersion = "TLS1_0")],
  ["plain HTTP", ["H08 fail"], (s) => (storage(s).supportsHttpsTrafficOnly = false)],
  ["blobs for everybody", ["H09 fail"], (s) => (storage(s).allowBlobPublicAccess = true)],
  ["keys of storage", ["H10 fail"], (s) => delete storage(s).allowSharedKeyAccess],
  [
    "deleted containers that are gone",
    ["H11 fail"],
    (s) =>
      (resource(
        s,
        `${ids.storage}/blobServices/default`,
      ).properties.containerDeleteRetentionPolicy.enabled = false),
  ],
  [
    "replicas in other tenants",
    ["H12 fail"],
    (s) => (storage(s).allowCrossTenantReplication = true),
  ],
  [
    "keys that do not grow old",
    ["H10 fail", "H13 unknown"],
    (s) => {
      storage(s).allowSharedKeyAccess = true;
      delete storage(s).keyPolicy;
    },
  ],
  ["blobs in one place", ["H14 fail"], (s) => (resource(s, ids.storage).sku.name = "Standard_LRS")],
  [
    "blobs encrypted once",
    ["H15 fail"],
    (s) => (storage(s).encryption.requireInfrastructureEncryption = false),
  ],
  ["Defender that is off", ["H16 fail"], (s) => (named(s, "AI").properties.pricingTier = "Free")],
  [
    "Defender that was not read",
    ["H16 manual"],
    (s) => (s.resources = s.resources.filter((one: { name: string }) => one.name !== "AI")),
  ],
  [
    "account that reaches every host",
    ["H17 fail"],
    (s) => (resource(s, ids.openai).properties.restrictOutboundNetworkAccess = false),
  ],
  [
    "deployment whose filter is not known",
    ["H18 unknown"],
    (s) => delete s.deployments[ids.openai][0].properties.raiPolicyName,
  ],
  [
    "many owners",
    ["H19 fail"],
    (s) => {
      for (const number of [1, 2, 3, 4]) {
        s.roleAssignments.push(
          assignment(
            20 + number,
            `0e000000-0000-4000-8000-00000000000${number}`,
            owner,
            "/subscriptions/11111111-2222-3333-4444-555555555555",
          ),
        );
      }
    },
  ],
  [
    "somebody who administers the root",
    ["H19 fail"],
    (s) =>
      s.roleAssignments.push(
        assignment(21, ids.developer, "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "/"),
      ),
  ],
  ["no tags", ["H20 fail"], (s) => delete resource(s, ids.search).tags],
  ["two replicas", ["H21 fail"], (s) => (resource(s, ids.search).properties.replicaCount = 2)],
  [
    "one replica",
    ["S18 fail", "H21 fail"],
    (s) => (resource(s, ids.search).properties.replicaCount = 1),
  ],
  [
    "endpoint without a zone group",
    ["D08 fail"],
    (s) =>
      (s.resources = s.resources.filter(
        ({ id }: { id: string }) => !id.endsWith("pe-blob/privateDnsZoneGroups/default"),
      )),
  ],
];
