import { ids, resource } from "../contoso.test.fixture.ts";
import { named, type Mutation } from "./mutation.test.fixture.ts";

const accessIsUnknown = ["R05 unknown", "R10 unknown", "R11 unknown", "T02 unknown"];

/** What goes wrong with the app, its clients and the evidence: families W, C and T. */
export const mutationsOfApp: readonly Mutation[] = [
  [
    "app that is stopped",
    ["W01 fail"],
    (s) => (resource(s, ids.site).properties.state = "Stopped"),
  ],
  [
    "app outside the network",
    ["W02 fail"],
    (s) => delete resource(s, ids.site).properties.virtualNetworkSubnetId,
  ],
  ["free plan", ["W03 fail"], (s) => (named(s, "asp-oyd").sku.tier = "Free")],
  [
    "app without its identity",
    ["W04 fail"],
    (s) =>
      (resource(s, ids.site).identity = { type: "SystemAssigned", principalId: ids.developer }),
  ],
  [
    "key in the settings",
    ["W06 fail"],
    (s) => (named(s, "appsettings").properties.AZURE_OPENAI_API_KEY = "hunter2"),
  ],
  [
    "regional endpoint in the settings",
    ["W07 fail"],
    (s) =>
      (named(s, "appsettings").properties.AZURE_OPENAI_ENDPOINT =
        "https://eastus2.api.cognitive.microsoft.com"),
  ],
  [
    "app over plain HTTP",
    ["W08 fail"],
    (s) => (resource(s, ids.site).properties.httpsOnly = false),
  ],
  [
    "client with a key",
    ["C01 fail"],
    (s) => (s.client = { requestHeaders: { "api-key": "hunter2" } }),
  ],
  ["evidence of last month", ["T03 fail"], (s) => (s.capturedAt = "2026-10-01T00:00:00Z")],
  [
    "something that could not be read",
    ["T01 unknown"],
    (s) => s.evidence.missing.push("pim could not be read"),
  ],
  [
    "traffic that goes past the network",
    ["W05 fail"],
    (s) => {
      const { properties } = resource(s, ids.site);
      properties.outboundVnetRouting.applicationTraffic = false;
      // an older version of the API set it
      properties.vnetRouteAllEnabled = true;
    },
  ],
  [
    "old TLS",
    ["W08 fail"],
    (s) => (resource(s, ids.site).properties.siteConfig = { minTlsVersion: "1.0" }),
  ],
  [
    "FTP",
    ["W08 fail"],
    (s) => (resource(s, ids.site).properties.siteConfig = { ftpsState: "AllAllowed" }),
  ],
  [
    "identity too many",
    ["W09 fail"],
    (s) => (resource(s, ids.site).identity.userAssignedIdentities[`${ids.identity}-2`] = {}),
  ],
  [
    "job without the identity of storage",
    ["C03 fail"],
    (s) =>
      (s.client = {
        ingestionHeaders: {
          storageConnectionString: "DefaultEndpointsProtocol=https;AccountKey=hunter2",
        },
      }),
  ],
  [
    "job with an admin key",
    ["C04 fail"],
    (s) =>
      (s.client = {
        ingestionHeaders: {
          storageConnectionString: `ResourceId=${ids.storage};`,
          searchServiceAdminKey: "hunter2",
        },
      }),
  ],
  [
    "job with a key for embeddings",
    ["C05 fail"],
    (s) =>
      (s.client = {
        ingestionHeaders: {
          storageConnectionString: `ResourceId=${ids.storage};`,
          embeddingKey: "hunter2",
        },
      }),
  ],
  [
    "data source with a key",
    ["C06 fail"],
    (s) =>
      (s.client = {
        requestBody: {
          data_sources: [{ parameters: { authentication: { type: "api_key", key: "hunter2" } } }],
        },
      }),
  ],
  ["no role assignments", accessIsUnknown, (s) => delete s.roleAssignments],
  [
    "search read with a version that hides the bypass",
    ["T04 unknown"],
    (s) => (resource(s, ids.search).apiVersion = "2023-11-01"),
  ],
  ["list that is cut off", ["T08 unknown"], (s) => (s.evidence.cutOff = ["assignments.json"])],
];
