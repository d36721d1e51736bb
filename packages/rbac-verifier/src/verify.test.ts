import { describe, expect, it } from "vitest";
import {
  articleSnapshot,
  assignment,
  complaints,
  entrimSnapshot,
  ids,
  judge,
  type Mutable,
  resource,
} from "./contoso.test.fixture.ts";

type Mutation = readonly [
  what: string,
  expected: readonly string[],
  mutate: (snapshot: Mutable) => void,
];

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const zone = (snapshot: Mutable, index: number): Mutable => snapshot.privateDns[index];
const named = (snapshot: Mutable, name: string): Mutable =>
  snapshot.resources.find((one: { name: string }) => one.name === name);
const drop = (snapshot: Mutable, number: number): void => {
  snapshot.roleAssignments = snapshot.roleAssignments.filter(
    ({ name }: { name: string }) => Number(name.slice(-12)) !== number,
  );
};

describe("the profile entrim", () => {
  it("has nothing to say against a set-up in which all is well", () => {
    expect(complaints(judge(entrimSnapshot()))).toEqual([]);
  });

  const mutations: readonly Mutation[] = [
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
    ["app without the index", ["R10 fail"], (s) => drop(s, 1)],
    ["app without the model", ["R11 fail"], (s) => drop(s, 2)],
    ["search without blobs", ["R05 fail"], (s) => drop(s, 3)],
    [
      "vectorizer without a role, identity or way",
      ["A04 fail", "R12 fail"],
      (s) => {
        s.targets.vectorizer = true;
        resource(s, ids.openai).properties.networkAcls.bypass = "None";
      },
    ],
    [
      "role that only the retired service needed",
      ["R13 fail"],
      (s) =>
        s.roleAssignments.push(
          assignment(9, ids.openaiPrincipal, "7ca78c08-252a-4471-8644-bb5ff32d4ba0", ids.search),
        ),
    ],
    [
      "app that owns the group",
      ["R49 fail"],
      (s) => s.roleAssignments.push(assignment(9, ids.appPrincipal, owner, ids.group)),
    ],
    [
      "role in two places",
      ["R52 fail"],
      (s) =>
        s.roleAssignments.push(
          assignment(9, ids.appPrincipal, "1407120a-92aa-4202-b7e9-c0e197c71c8f", ids.group),
        ),
    ],
    [
      "role by way of a group",
      ["R47 fail"],
      (s) => {
        s.roleAssignments[0].properties.principalId = "94000000-0000-4000-8000-000000000005";
        s.groupMembership[ids.appPrincipal] = ["94000000-0000-4000-8000-000000000005"];
      },
    ],
    [
      "role on another index",
      ["R10 fail", "R44 fail"],
      (s) => {
        s.roleAssignments[0] = assignment(
          1,
          ids.appPrincipal,
          "1407120a-92aa-4202-b7e9-c0e197c71c8f",
          `${ids.search}/indexes/other`,
        );
      },
    ],
    [
      "role that is eligible only",
      ["R10 fail", "R42 fail"],
      (s) => (s.eligibleAssignments = s.roleAssignments.splice(0, 1)),
    ],
    [
      "deny assignment for everybody",
      ["R10 fail", "R40 fail"],
      (s) =>
        s.denyAssignments.push({
          id: `${ids.search}/providers/Microsoft.Authorization/denyAssignments/d`,
          properties: {
            denyAssignmentName: "lock",
            scope: ids.search,
            permissions: [{ dataActions: ["*"] }],
            principals: [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }],
          },
        }),
    ],
    [
      "condition that nobody can judge",
      ["R10 review", "R41 review"],
      (s) =>
        (s.roleAssignments[0].properties.condition =
          "(@Environment[Microsoft.Network/privateEndpoints] StringEquals 'x')"),
    ],
    [
      "grant that ends",
      ["R43 fail"],
      (s) => (s.roleAssignments[0].properties.endDateTime = "2026-11-25T00:00:00Z"),
    ],
    [
      "grant that is new",
      ["R56 review"],
      (s) => (s.roleAssignments[0].properties.createdOn = "2026-11-22T23:55:00Z"),
    ],
    [
      "custom role with a gap",
      ["R11 fail", "R57 fail"],
      (s) => {
        s.targets.embeddingDeployment = "ada";
        s.roleDefinitions = [
          {
            name: "c0c00000-0000-4000-8000-000000000001",
            roleName: "Chatter",
            roleType: "CustomRole",
            permissions: [
              { dataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/*"] },
            ],
          },
        ];
        s.roleAssignments[1] = assignment(
          2,
          ids.appPrincipal,
          "c0c00000-0000-4000-8000-000000000001",
          ids.openai,
        );
      },
    ],
    [
      "former identity in place of the present",
      ["R10 fail", "R45 review"],
      (s) => (s.roleAssignments[0].properties.principalId = "dead0000-0000-4000-8000-000000000001"),
    ],
    [
      "role of somebody deleted",
      ["R46 fail"],
      (s) => {
        s.deletedPrincipals = ["dead0000-0000-4000-8000-000000000001"];
        s.roleAssignments.push(
          assignment(9, "dead0000-0000-4000-8000-000000000001", owner, ids.storage),
        );
      },
    ],
    [
      "wrong type of principal",
      ["R53 fail"],
      (s) => (s.roleAssignments[0].properties.principalType = "User"),
    ],
    ["deny assignments that were not read", ["R40 unknown"], (s) => delete s.denyAssignments],
    [
      "inheritance that was not read",
      ["R54 unknown"],
      (s) =>
        (s.evidence.complete = s.evidence.complete.filter(
          (one: string) => one !== "roleAssignments:inherited",
        )),
    ],
    [
      "no right to read groups",
      ["E01 fail"],
      (s) => (s.entra.graphAppRoles = s.entra.graphAppRoles.slice(1)),
    ],
    [
      "identity that the registration does not trust",
      ["E02 fail"],
      (s) => (s.entra.application.federatedIdentityCredentials[0].subject = ids.searchPrincipal),
    ],
    [
      "secret of the registration",
      ["E03 fail"],
      (s) => s.entra.application.passwordCredentials.push({ keyId: "1" }),
    ],
    [
      "network that is not ready",
      ["N01 fail"],
      (s) => (named(s, "vnet-oyd").properties.provisioningState = "Failed"),
    ],
    [
      "subnets that overlap",
      ["N02 fail"],
      (s) => (named(s, "vnet-oyd").properties.subnets[2].properties.addressPrefix = "10.0.0.0/26"),
    ],
    [
      "web subnet that is not delegated",
      ["N04 fail"],
      (s) => (named(s, "vnet-oyd").properties.subnets[2].properties.delegations = []),
    ],
    [
      "endpoint that was rejected on its own side",
      ["N05 fail"],
      (s) =>
        (named(
          s,
          "pe-aoai",
        ).properties.privateLinkServiceConnections[0].properties.privateLinkServiceConnectionState.status =
          "Rejected"),
    ],
    ["zone that is missing", ["D01 fail"], (s) => s.privateDns.splice(0, 1)],
    [
      "record with another address",
      ["D02 fail", "D07 fail"],
      (s) => (zone(s, 0).recordSets[0].properties.aRecords[0].ipv4Address = "10.0.0.99"),
    ],
    ["zone that is linked elsewhere", ["D03 fail"], (s) => (zone(s, 0).virtualNetworkLinks = [])],
    ["search that resolves publicly", ["D04 fail"], (s) => (zone(s, 1).recordSets = [])],
    ["blobs that resolve publicly", ["D05 fail"], (s) => (zone(s, 2).virtualNetworkLinks = [])],
    [
      "servers of one's own for DNS",
      ["D09 review"],
      (s) => (named(s, "vnet-oyd").properties.dhcpOptions.dnsServers = ["10.0.0.4"]),
    ],
    [
      "zone that hides the public one",
      ["D10 fail"],
      (s) =>
        s.privateDns.push({
          zone: {
            id: `${ids.group}/providers/Microsoft.Network/privateDnsZones/openai.azure.com`,
            name: "openai.azure.com",
            type: "Microsoft.Network/privateDnsZones",
          },
        }),
    ],
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
  ];

  it.each(mutations)("%s: %j", (_, expected, mutate) => {
    const snapshot = entrimSnapshot();
    mutate(snapshot);
    expect(complaints(judge(snapshot))).toEqual(expected);
  });
});

describe("the article's profiles", () => {
  it.each(["r1", "r2", "r3"] as const)("%s: the set-up of the article holds", (profile) => {
    // r1 let AI Search write blobs
    const expected = profile === "r1" ? ["R05 fail", "T06 review"] : ["T06 review"];
    expect(complaints(judge(articleSnapshot(), { profile }))).toEqual(expected);
  });

  const mutations: readonly Mutation[] = [
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
      ["R20 fail"],
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
        (named(s, "vgw").properties.vpnClientConfiguration.vpnAuthenticationTypes = [
          "Certificate",
        ]),
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
  ];

  it.each(mutations)("%s: %j", (_, expected, mutate) => {
    const snapshot = articleSnapshot();
    mutate(snapshot);
    expect(complaints(judge(snapshot, { profile: "r2" }))).toEqual([...expected, "T06 review"]);
  });

  it("says that Owner holds no data actions", () => {
    const snapshot = articleSnapshot();
    drop(snapshot, 7);
    drop(snapshot, 8);
    snapshot.roleAssignments.push(assignment(11, ids.developer, owner, ids.group));
    const finding = judge(snapshot, { profile: "r2" }).find(({ ruleId }) => ruleId === "R20");
    expect(finding).toMatchObject({ status: "fail" });
    expect(finding?.message).toContain("holds no data actions");
  });
});

describe("verify", () => {
  it("never passes and never fails what the evidence does not show", () => {
    const snapshot = entrimSnapshot();
    snapshot.resources = snapshot.resources.map(({ id, name, type }: Mutable) => ({
      id,
      name,
      type,
      properties: {},
      identity: resource(entrimSnapshot(), id)?.identity,
    }));
    const settings = judge(snapshot).filter(({ ruleId }) =>
      /^(?:A0[5-8]|S0[4-8]|B02)$/.test(ruleId),
    );
    expect(settings.length).toBeGreaterThan(5);
    for (const { status } of settings) expect(status).toBe("unknown");
  });

  it("suppresses with a reason until the last day and no longer", () => {
    const snapshot = entrimSnapshot();
    resource(snapshot, ids.openai).properties.disableLocalAuth = false;
    const suppress = (until: string): readonly string[] =>
      complaints(judge(snapshot, { suppressions: [{ rule: "A08", reason: "old client", until }] }));
    expect(suppress("2026-11-23")).toEqual(["A08 suppressed"]);
    expect(suppress("2026-11-22")).toEqual(["A08 fail"]);
    expect(() => suppress("soon")).toThrow(/until/);
  });

  it("takes severities by rule, and refuses a rule that does not exist", () => {
    const snapshot = entrimSnapshot();
    resource(snapshot, ids.site).properties.httpsOnly = false;
    expect(complaints(judge(snapshot, { rules: { "app-basics": "off" } }))).toEqual([]);
    const finding = judge(snapshot, { rules: { W08: "error" } }).find(
      ({ status }) => status === "fail",
    );
    expect(finding?.severity).toBe("error");
    expect(() => judge(snapshot, { rules: { W99: "off" } })).toThrow(/no rule W99/);
  });

  it("goes by segments of an id and not by its beginning, in any case", () => {
    const snapshot = entrimSnapshot();
    snapshot.roleAssignments[0] = assignment(
      1,
      ids.appPrincipal.toUpperCase(),
      "1407120A-92AA-4202-B7E9-C0E197C71C8F",
      ids.group.toUpperCase(),
    );
    expect(complaints(judge(snapshot))).toEqual([]);
    snapshot.roleAssignments[0].properties.scope = ids.group.slice(0, -1);
    expect(complaints(judge(snapshot))).toEqual(["R10 fail"]);
  });

  it("runs rules of one's own", () => {
    const findings = judge(entrimSnapshot(), {
      customRules: [
        {
          id: "X01",
          slug: "own",
          title: "Own.",
          why: "Because.",
          severity: "warning",
          blocks: [],
          check: ({ idOf }) => [
            { status: "fail", subject: { resourceId: idOf("search") ?? "/" }, message: "no" },
          ],
        },
      ],
    });
    expect(complaints(findings)).toEqual(["X01 fail"]);
  });
});
