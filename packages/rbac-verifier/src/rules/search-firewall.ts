import { counted } from "../counted.ts";
import { listAt, textAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { about, fails, isUnknown, needsReview, passes } from "./outcome.ts";
import { checkPrivateEndpoint } from "./private-endpoint.ts";
import type { Rule } from "./rule.ts";
import { searchCommand } from "./search-command.ts";
import { checkSetting } from "./setting.ts";

/** In the subscription of Microsoft's that held managed private endpoints. */
export const managedSubscription = "812f15d0-6b38-42a1-a3cf-fa00794f528b";

/** Family S: who reaches AI Search, and from where. */
export const searchFirewallRules: readonly Rule[] = [
  {
    id: "S08",
    slug: "search-public-off",
    title: "The search service takes no requests from the public network.",
    why: "Whoever holds a token or a key reaches the index from anywhere.",
    severity: "error",
    blocks: [],
    aka: ["ee980b6d-0eca-4501-8d54-f6290fd512c3", "CKV_AZURE_124", "srch-004"],
    check: about("search", (search) => {
      const path = "properties.publicNetworkAccess";
      if (wordAt(search, path) === "securedbyperimeter") {
        return needsReview(
          search,
          `${search.name} is secured by a perimeter, whose rules are not read`,
          { path },
        );
      }
      return checkSetting(search, {
        path,
        is: "disabled",
        phase: "public-off",
        risk: "lockout",
        az: () => searchCommand(search, "--public-access disabled"),
        terraform: "public_network_access_enabled = false",
      });
    }),
  },
  {
    id: "S09",
    slug: "search-trusted-bypass",
    title: "Azure OpenAI may pass the firewall of the search service.",
    why: "The hosted service calls from a network of Azure's, which the closed firewall refuses otherwise.",
    severity: "error",
    blocks: ["infer.query", "infer.schema", "ingest.provision"],
    profiles: ["r2", "r3"],
    check: about("search", (search) => {
      const path = "properties.networkRuleSet.bypass";
      const isOpen =
        wordAt(search, "properties.publicNetworkAccess") === "enabled" &&
        valueAt(search, "properties.networkRuleSet.ipRules") !== undefined &&
        listAt(search, "properties.networkRuleSet.ipRules").length === 0;
      if (isOpen)
        return passes(search, `${search.name} is open, so that nothing has to pass its firewall`);
      return checkSetting(search, {
        path,
        is: "AzureServices",
        phase: "bypass",
        terraform: `network_rule_bypass_option = "AzureServices"`,
        az: () =>
          `az rest --method patch --uri "${search.id}?api-version=2025-05-01" --body '{"properties":{"networkRuleSet":{"bypass":"AzureServices"}}}'`,
      });
    }),
  },
  {
    id: "S10",
    slug: "search-legacy-managed-pe",
    title: "Azure OpenAI reaches the search service by the means of its time.",
    why: "Private endpoints that Microsoft managed were deleted in July 2025.",
    severity: ({ profile }) => (profile === "r1" ? "error" : "info"),
    blocks: ["infer.query"],
    check: about("search", (search, { profile }) => {
      const managed = listAt(search, "properties.privateEndpointConnections").filter((connection) =>
        textAt(connection, "properties.privateEndpoint.id")
          ?.toLowerCase()
          .startsWith(`/subscriptions/${managedSubscription}/`),
      );
      if (profile === "r1") {
        const bypass = wordAt(search, "properties.networkRuleSet.bypass");
        const isClosed = wordAt(search, "properties.publicNetworkAccess") === "disabled";
        if (!isClosed || bypass === "azureservices") return [];
        return managed.some(
          (one) =>
            wordAt(one, "properties.privateLinkServiceConnectionState.status") === "approved",
        )
          ? passes(
              search,
              `${search.name} has the approved private endpoint that Microsoft manages`,
            )
          : fails(search, `${search.name} has no approved private endpoint that Microsoft manages`);
      }
      return managed.length === 0
        ? []
        : fails(search, `${search.name} has a connection to an endpoint that Microsoft deleted`);
    }),
  },
  {
    id: "S11",
    slug: "search-private-endpoint",
    title: "The search service has an approved private endpoint.",
    why: "With public access off there is no other way in.",
    severity: "error",
    blocks: ["app.retrieve", "client.vpn", "studio.listIndexes"],
    aka: ["d6759c02-b87f-42b7-892e-71b3f471d782", "srch-005"],
    check: about("search", (search, scene) => checkPrivateEndpoint(search, "searchService", scene)),
  },
  {
    id: "S12",
    slug: "search-ip-rules",
    title: "No address rule of the search service is relied on.",
    why: "The addresses of Azure's services change.",
    severity: "warning",
    blocks: [],
    aka: ["CKV_AZURE_210"],
    check: about("search", (search) => {
      const path = "properties.networkRuleSet";
      if (valueAt(search, `${path}.ipRules`) === undefined) {
        return isUnknown(search, `${search.name}: its address rules are not in the evidence`, {
          path,
        });
      }
      const count = listAt(search, `${path}.ipRules`).length;
      return count === 0
        ? passes(search, `${search.name} has no address rules`, { path })
        : fails(search, `${search.name} has ${counted(count, "address rule")}`, {
            path,
            actual: count,
          });
    }),
  },
  {
    id: "S21",
    slug: "search-bypass-excess",
    title: "Azure's own services do not pass the firewall of the search service.",
    why: "Only the retired service came that way.",
    severity: "info",
    blocks: [],
    profiles: ["entrim"],
    check: about("search", (search) =>
      wordAt(search, "properties.networkRuleSet.bypass") === "azureservices"
        ? fails(
            search,
            `excess: ${search.name} lets Azure's own services pass, which nothing needs any more`,
            {
              path: "properties.networkRuleSet.bypass",
            },
          )
        : [],
    ),
  },
];
