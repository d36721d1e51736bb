import { assignment, ids, type Mutable, resource } from "../contoso.test.fixture.ts";
import { drop, named, type Mutation } from "./mutation.test.fixture.ts";

const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";

/** What goes wrong with the set-up of the article. */
export const mutationsOfArticle: readonly Mutation[] = [
  [
    "account without an identity",
    ["A03 fail", "R01 unknown", "R02 unknown", "R03 unknown"],
    (s) => delete resource(s, ids.openai).identity,
  ],
  [
    "user-assigned identity only",
    ["A03 fail", "R01 unknown", "R02 unknown", "R03 unknown"],
    (s) => (resource(s, ids.openai).identity = { type: "UserAssigned" }),
  ],
  [
    "account that lets no service pass",
    ["A04 fail"],
    (s) => (resource(s, ids.openai).properties.networkAcls.bypass = "None"),
  ],
  [
    "search that takes tokens only",
    ["S05 fail"],
    (s) => {
      resource(s, ids.search).properties.disableLocalAuth = true;
      delete resource(s, ids.search).properties.authOptions;
    },
  ],
  [
    "search that lets no service pass",
    ["S09 fail"],
    (s) => (resource(s, ids.search).properties.networkRuleSet.bypass = "None"),
  ],
  [
    "search whose bypass is not in the evidence",
    ["S09 unknown"],
    (s) => delete resource(s, ids.search).properties.networkRuleSet.bypass,
  ],
  [
    "storage without keys",
    ["B06 fail"],
    (s) => (resource(s, ids.storage).properties.allowSharedKeyAccess = false),
  ],
  ["no Search Index Data Reader", ["R01 fail"], (s) => drop(s, 1)],
  ["no Search Service Contributor", ["R02 fail"], (s) => drop(s, 2)],
  ["no Storage Blob Data Contributor", ["R03 fail"], (s) => drop(s, 3)],
  ["no OpenAI Contributor for AI Search", ["R04 fail"], (s) => drop(s, 4)],
  ["no Storage Blob Data Reader", ["R05 fail"], (s) => drop(s, 5)],
  ["no OpenAI User for the web app", ["R06 fail"], (s) => drop(s, 6)],
  [
    "developers without the models",
    ["R20 fail", "R55 fail"],
    (s) => {
      drop(s, 7);
      drop(s, 8);
    },
  ],
  ["developers without Contributor", ["R22 fail", "R23 fail", "R24 fail"], (s) => drop(s, 9)],
  ["developers who cannot assign", ["R25 fail"], (s) => drop(s, 10)],
  [
    "no gateway subnet",
    ["N02 fail"],
    (s) => {
      const { properties } = named(s, "vnet-oyd");
      properties.subnets[0].name = "other";
    },
  ],
  [
    "gateway that asks nobody",
    ["N09 fail"],
    (s) =>
      (named(s, "vgw").properties.vpnClientConfiguration.vpnAuthenticationTypes = ["Certificate"]),
  ],
  [
    "members of nobody knows which groups",
    ["R20 unknown", "R22 unknown", "R23 unknown", "R24 unknown", "R54 unknown"],
    (s) => {
      s.groupMembership = {};
      s.evidence.complete = s.evidence.complete.filter(
        (one: string) => one !== "roleAssignments:groups",
      );
      // still held by other means
      s.roleAssignments.push(
        assignment(11, ids.developer, "a97b65f3-24c7-4388-baec-2e87135dc908", ids.openai, {
          principalType: "User",
        }),
      );
      s.roleAssignments.at(-1).properties.roleDefinitionId =
        "/providers/x/25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68";
    },
  ],
  [
    "outbound hosts that leave storage out",
    ["A12 fail"],
    (s) => {
      const { properties } = resource(s, ids.openai);
      properties.restrictOutboundNetworkAccess = true;
      properties.allowedFqdnList = ["contoso-search.search.windows.net"];
    },
  ],
  [
    "developers who cannot list keys",
    ["R21 fail"],
    (s) => {
      s.roleAssignments = s.roleAssignments.map((row: Mutable) =>
        row.properties.scope === ids.group && row.properties.roleDefinitionId.endsWith(contributor)
          ? {
              ...row,
              properties: {
                ...row.properties,
                roleDefinitionId: "/x/cccccccc-0000-4000-8000-000000000001",
              },
            }
          : row,
      );
      drop(s, 8);
      s.roleDefinitions = [
        {
          name: "cccccccc-0000-4000-8000-000000000001",
          roleName: "Deployer",
          roleType: "CustomRole",
          permissions: [
            {
              actions: ["*"],
              notActions: ["Microsoft.CognitiveServices/accounts/listKeys/action"],
            },
          ],
        },
      ];
    },
  ],
  [
    "caller without the model",
    ["R27 fail"],
    (s) => (s.targets.callers = [{ objectId: "ca110000-0000-4000-8000-000000000001" }]),
  ],
  [
    "job without the blob endpoint",
    ["C02 fail"],
    (s) =>
      (s.client = {
        ingestionHeaders: { storageConnectionString: `ResourceId=${ids.storage}` },
      }),
  ],
  [
    "request without a filter",
    ["C07 fail"],
    (s) => {
      s.targets.groupField = "group_ids";
      s.resources.push({
        id: `${ids.search}/indexes/documents`,
        name: "documents",
        type: "Microsoft.Search/searchServices/indexes",
        properties: {
          fields: [{ name: "group_ids", type: "Collection(Edm.String)", filterable: true }],
        },
      });
      s.client = {
        requestBody: {
          data_sources: [
            { parameters: { authentication: { type: "system_assigned_managed_identity" } } },
          ],
        },
      };
    },
  ],
  [
    "token for another service",
    ["C08 fail"],
    (s) => (s.client = { tokenAudience: "https://management.azure.com" }),
  ],
  [
    "policy that turns keys off",
    ["T07 fail"],
    (s) =>
      s.resources.push({
        id: `${ids.group}/providers/Microsoft.Authorization/policyAssignments/keyless`,
        name: "keyless",
        type: "Microsoft.Authorization/policyAssignments",
        properties: {
          policyDefinitionId:
            "/providers/Microsoft.Authorization/policyDefinitions/14DE9E63-1B31-492E-A5A3-C3F7FD57F555",
        },
      }),
  ],
  [
    "search that takes keys only, which the studio does not mind",
    ["S04 fail"],
    (s) => (resource(s, ids.search).properties.authOptions = { apiKeyOnly: {} }),
  ],
  [
    "search without a challenge",
    ["S07 fail"],
    (s) =>
      (resource(s, ids.search).properties.authOptions.aadOrApiKey.aadAuthFailureMode = "http403"),
  ],
  [
    "developers who may not deploy",
    ["R24 fail", "R44 fail"],
    (s) => {
      drop(s, 9);
      s.roleAssignments.push(
        assignment(50, ids.developer, "7ca78c08-252a-4471-8644-bb5ff32d4ba0", ids.search),
        assignment(51, ids.developer, "17d1049b-9a84-46fb-8f53-869881c3d3ab", ids.storage),
      );
    },
  ],
  [
    "developers who may not list the keys of search",
    ["R22 fail"],
    (s) => {
      contributorOf(s, ids.storage);
      deployer(s);
    },
  ],
  [
    "developers who may not list a signature of storage",
    ["R23 fail"],
    (s) => {
      contributorOf(s, ids.search);
      deployer(s);
    },
  ],
];

/** Developers have Contributor there in place of the resource group. */
function contributorOf(snapshot: Mutable, scope: string): void {
  drop(snapshot, 9);
  snapshot.roleAssignments.push(assignment(50, ids.developer, contributor, scope));
}

/** Developers have Website Contributor and Web Plan Contributor on the resource group. */
function deployer(snapshot: Mutable): void {
  const roles = ["de139f84-1756-47ae-9be6-808fbbe84772", "2cc479cb-7b4d-49a8-b449-8c00fd0f0a4b"];
  for (const [index, role] of roles.entries()) {
    snapshot.roleAssignments.push(assignment(60 + index, ids.developer, role, ids.group));
  }
}
