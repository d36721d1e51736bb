import { documentation as at } from "./documentation.ts";

/** Family H: the id of a rule, how to mend it, and where that is documented. */
export const pagesOfHardening: readonly (readonly [string, string, ...string[]])[] = [
  ["H01", "Encrypt the account with a key of a vault of yours.", at.aiEncryption],
  ["H02", "Set encryptionWithCmk.enforcement, and give indexes a key.", at.searchEncryption],
  ["H03", "Encrypt the storage account with a key of a vault of yours.", at.storageEncryption],
  ["H04", "Add a diagnostic setting with a category of logs to Azure OpenAI.", at.diagnostics],
  ["H05", "Add a diagnostic setting with a category of logs to AI Search.", at.diagnostics],
  ["H06", "Add a diagnostic setting with a category of logs to the blob service.", at.diagnostics],
  ["H07", "Set minimumTlsVersion to TLS1_2.", at.storageTls],
  ["H08", "Set supportsHttpsTrafficOnly.", at.storageTransfer],
  ["H09", "Set allowBlobPublicAccess to false.", at.storageAnonymous],
  ["H10", "Set allowSharedKeyAccess to false.", at.storageKeys],
  ["H11", "Turn soft delete on for blobs and for containers.", at.storageSoftDelete],
  ["H12", "Set allowCrossTenantReplication to false.", at.storageCrossTenant],
  [
    "H13",
    "Set an expiration policy for signatures and for keys, or take no keys.",
    at.storageExpiry,
  ],
  ["H14", "Change the replication to zones or regions.", at.storageRedundancy],
  [
    "H15",
    "Make an account with infrastructure encryption; it cannot be turned on later.",
    at.storageInfrastructure,
  ],
  ["H16", "Turn Defender on for storage accounts and AI services.", at.defender],
  ["H17", "Limit outbound hosts, and list those of the set-up.", at.aiOutbound],
  ["H18", "Give each deployment a content filter.", at.contentFilter],
  ["H19", "Leave three owners, in groups, and take the rest away.", at.rolesBestPractices],
  ["H20", "Tag the resources.", at.tags],
  ["H21", "Give the service three replicas.", at.searchCapacity],
];
