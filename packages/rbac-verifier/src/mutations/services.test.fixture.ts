import { ids, resource } from "../contoso.test.fixture.ts";
import { named, sharedPrivateLink, type Mutation } from "./mutation.test.fixture.ts";

/** What goes wrong with the services of an app: families A, S and B. */
export const mutationsOfServices: readonly Mutation[] = [
  [
    "account of another kind",
    ["A01 fail"],
    (s) => (resource(s, ids.openai).kind = "FormRecognizer"),
  ],
  [
    "regional endpoint",
    ["A02 fail"],
    (s) => {
      const { properties } = resource(s, ids.openai);
      delete properties.customSubDomainName;
      properties.endpoint = "https://eastus2.api.cognitive.microsoft.com/";
    },
  ],
  [
    "account open to the public",
    ["A05 fail"],
    (s) => (resource(s, ids.openai).properties.publicNetworkAccess = "Enabled"),
  ],
  [
    "address rules of the account",
    ["A06 fail"],
    (s) => (resource(s, ids.openai).properties.networkAcls.ipRules = [{ value: "1.2.3.4" }]),
  ],
  [
    "private endpoint that waits",
    ["A07 fail", "N11 fail"],
    (s) => {
      const [connection] = resource(s, ids.openai).properties.privateEndpointConnections;
      connection.properties.privateLinkServiceConnectionState.status = "Pending";
    },
  ],
  [
    "account that takes keys",
    ["A08 fail"],
    (s) => (resource(s, ids.openai).properties.disableLocalAuth = false),
  ],
  ["no deployment of that name", ["A09 fail"], (s) => (s.targets.chatDeployment = "gpt-5")],
  ["no embedding deployment", ["A10 fail"], (s) => (s.targets.embeddingDeployment = "missing")],
  ["free search service", ["S02 fail"], (s) => (resource(s, ids.search).sku.name = "free")],
  [
    "search identity missing for indexers",
    ["S03 fail", "R05 unknown"],
    (s) => delete resource(s, ids.search).identity,
  ],
  [
    "search that takes keys only",
    ["S04 fail", "S06 fail"],
    (s) => {
      resource(s, ids.search).properties.disableLocalAuth = false;
      resource(s, ids.search).properties.authOptions = null;
    },
  ],
  [
    "search open to the public",
    ["S08 fail"],
    (s) => (resource(s, ids.search).properties.publicNetworkAccess = "enabled"),
  ],
  [
    "search that lets Azure's services pass",
    ["S21 fail"],
    (s) => (resource(s, ids.search).properties.networkRuleSet.bypass = "AzureServices"),
  ],
  [
    "search with another endpoint only",
    ["S11 fail", "N06 fail"],
    (s) =>
      (named(s, "pe-search").properties.privateLinkServiceConnections[0].properties.groupIds = [
        "sites",
      ]),
  ],
  [
    "storage that lets no service pass",
    ["B02 fail"],
    (s) => (resource(s, ids.storage).properties.networkAcls.bypass = "Logging, Metrics"),
  ],
  [
    "storage whose public access is not said",
    ["B03 fail", "B04 fail"],
    (s) => {
      delete resource(s, ids.storage).properties.publicNetworkAccess;
      resource(s, ids.storage).properties.networkAcls.defaultAction = "Allow";
    },
  ],
  [
    "vectorizer without a role, identity or way",
    ["A04 fail", "R12 fail"],
    (s) => {
      s.targets.vectorizer = true;
      resource(s, ids.openai).properties.networkAcls.bypass = "None";
    },
  ],
  [
    "account in the making",
    ["A01 fail"],
    (s) => (resource(s, ids.openai).properties.provisioningState = "Creating"),
  ],
  [
    "account whose firewall lets nobody in and may",
    ["A05 fail"],
    (s) => {
      const { properties } = resource(s, ids.openai);
      properties.publicNetworkAccess = "Enabled";
    },
  ],
  [
    "identity of another tenant",
    ["A11 fail"],
    (s) => (resource(s, ids.openai).identity.tenantId = "88888888-aaaa-bbbb-cccc-dddddddddddd"),
  ],
  [
    "account read with a version that hides the bypass",
    ["A13 unknown"],
    (s) => (resource(s, ids.openai).apiVersion = "2023-05-01"),
  ],
  [
    "search in the making",
    ["S01 fail"],
    (s) => (resource(s, ids.search).properties.status = "provisioning"),
  ],
  [
    "keys and no challenge",
    ["S06 fail", "S07 fail"],
    (s) => {
      const { properties } = resource(s, ids.search);
      properties.disableLocalAuth = false;
      properties.authOptions = { aadOrApiKey: { aadAuthFailureMode: "http403" } };
    },
  ],
  [
    "connection to an endpoint that Microsoft managed",
    ["S10 fail"],
    (s) =>
      resource(s, ids.search).properties.privateEndpointConnections.push({
        properties: {
          privateEndpoint: {
            id: "/subscriptions/812f15d0-6b38-42a1-a3cf-fa00794f528b/resourceGroups/r/providers/Microsoft.Network/privateEndpoints/p",
          },
          privateLinkServiceConnectionState: { status: "Approved" },
        },
      }),
  ],
  [
    "address rules of search",
    ["S12 fail"],
    (s) => (resource(s, ids.search).properties.networkRuleSet.ipRules = [{ value: "192.0.2.1" }]),
  ],
  [
    "shared private link that waits",
    ["S13 fail", "S16 manual"],
    (s) => sharedPrivateLink(s, ids.storage, "Pending"),
  ],
  [
    "shared private link for skills on a low tier",
    ["S14 fail", "S16 manual"],
    (s) => {
      sharedPrivateLink(s, ids.openai, "Approved");
      resource(s, ids.search).sku.name = "basic";
      resource(s, ids.search).systemData = { createdAt: "2025-01-01T00:00:00Z" };
    },
  ],
  [
    "shared private link for skills on a service of old",
    ["S14 fail", "S16 manual"],
    (s) => {
      sharedPrivateLink(s, ids.openai, "Approved");
      resource(s, ids.search).systemData = { createdAt: "2023-01-01T00:00:00Z" };
    },
  ],
  [
    "shared private link for skills on a service of unknown age",
    ["S14 unknown", "S16 manual"],
    (s) => sharedPrivateLink(s, ids.openai, "Approved"),
  ],
  [
    "semantic ranking that is off and asked for",
    ["S17 fail"],
    (s) => {
      s.targets.semantic = true;
      resource(s, ids.search).properties.semanticSearch = "disabled";
    },
  ],
  [
    "field of groups that cannot be filtered",
    ["S19 fail"],
    (s) => {
      s.targets.groupField = "group_ids";
      s.resources.push({
        id: `${ids.search}/indexes/documents`,
        name: "documents",
        type: "Microsoft.Search/searchServices/indexes",
        properties: { fields: [{ name: "group_ids", type: "Collection(Edm.String)" }] },
      });
    },
  ],
  ["name that no index has", ["S20 fail"], (s) => (s.targets.index = "Documents--1")],
  ["storage for files", ["B01 fail"], (s) => (resource(s, ids.storage).kind = "FileStorage")],
  [
    "storage without a way in",
    ["B05 fail", "N11 fail"],
    (s) => {
      const [connection] = resource(s, ids.storage).properties.privateEndpointConnections;
      connection.properties.privateLinkServiceConnectionState.status = "Rejected";
    },
  ],
  [
    "container that is public",
    ["B07 fail"],
    (s) =>
      s.resources.push({
        id: `${ids.storage}/blobServices/default/containers/documents`,
        name: "documents",
        type: "Microsoft.Storage/storageAccounts/blobServices/containers",
        properties: { publicAccess: "Blob" },
      }),
  ],
  [
    "hierarchical namespace without its endpoint",
    ["B08 fail"],
    (s) => (resource(s, ids.storage).properties.isHnsEnabled = true),
  ],
  [
    "network rules of storage",
    ["B09 fail"],
    (s) => (resource(s, ids.storage).properties.networkAcls.virtualNetworkRules = [{ id: "/x" }]),
  ],
  [
    "search that takes keys beside tokens",
    ["S06 fail"],
    (s) => {
      const { properties } = resource(s, ids.search);
      properties.disableLocalAuth = false;
      properties.authOptions = {
        aadOrApiKey: { aadAuthFailureMode: "http401WithBearerChallenge" },
      };
    },
  ],
  [
    "storage with its firewall before an open door",
    ["B03 fail"],
    (s) => (resource(s, ids.storage).properties.publicNetworkAccess = "Enabled"),
  ],
  [
    "storage with no firewall behind a closed door",
    ["B04 fail"],
    (s) => (resource(s, ids.storage).properties.networkAcls.defaultAction = "Allow"),
  ],
];
