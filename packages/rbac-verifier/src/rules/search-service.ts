import type { Resource } from "../evidence/evidence.ts";
import { isSameId, resourceGroupOf } from "../evidence/resource-id.ts";
import { listAt, textAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { checkSystemIdentity } from "./identity.ts";
import { about, fails, isUnknown, needsReview, passes } from "./outcome.ts";
import { checkPrivateEndpoint } from "./private-endpoint.ts";
import { articleProfiles, type Outcome, type Rule } from "./rule.ts";
import { checkSetting } from "./setting.ts";
import { hasApprovedLinkTo, sharedPrivateLinks } from "./shared-private-link.ts";

const n = (search: Resource): string => `-n ${search.name} -g ${resourceGroupOf(search.id) ?? ""}`;

/** In the subscription of Microsoft's that held managed private endpoints. */
const managedSubscription = "812f15d0-6b38-42a1-a3cf-fa00794f528b";

/** Family S: AI Search. */
export const searchServiceRules: readonly Rule[] = [
  {
    id: "S01",
    slug: "search-running",
    title: "The search service runs.",
    why: "Nothing is found without it.",
    severity: "error",
    blocks: ["app.retrieve", "infer.query"],
    check: about("search", (search) => {
      const status = wordAt(search, "properties.status");
      const state = wordAt(search, "properties.provisioningState");
      if (status === undefined && state === undefined) {
        return isUnknown(search, `${search.name}: its status is not in the evidence`);
      }
      return (status ?? "running") === "running" && (state ?? "succeeded") === "succeeded"
        ? passes(search, `${search.name} runs`)
        : fails(search, `${search.name} is ${status ?? ""} (${state ?? ""})`, {
            path: "properties.status",
            actual: status,
          });
    }),
  },
  {
    id: "S02",
    slug: "search-tier",
    title: "The tier of the search service is Basic or above.",
    why: "The free tier has no identity, firewall or private endpoint.",
    severity: "error",
    blocks: ["app.retrieve", "infer.query"],
    aka: ["a049bf77-880b-470f-ba6d-9f21c530cf83"],
    check: about("search", (search) => {
      const tier = wordAt(search, "sku.name");
      if (tier === undefined)
        return isUnknown(search, `${search.name}: its tier is not in the evidence`);
      return tier === "free"
        ? fails(search, `${search.name} is of the free tier`, { path: "sku.name", actual: tier })
        : passes(search, `${search.name} is of tier ${tier}`);
    }),
  },
  {
    id: "S03",
    slug: "search-system-identity",
    title: "The search service has a system-assigned identity.",
    why: "Indexers and vectorizers call other services as this identity.",
    severity: "error",
    blocks: ["ingest.crack", "ingest.skill", "ingest.embed", "search.vectorize"],
    check: about("search", (search, { profile, evidence: { targets } }) =>
      profile === "entrim" && targets.storage === undefined && targets.vectorizer !== true
        ? []
        : checkSystemIdentity(
            search,
            `az search service update ${n(search)} --identity-type SystemAssigned`,
          ),
    ),
  },
  {
    id: "S04",
    slug: "search-rbac-enabled",
    title: "The search service takes tokens.",
    why: "It takes keys only unless told otherwise.",
    severity: "error",
    blocks: ["app.retrieve", "infer.query", "infer.schema", "ingest.provision"],
    check: about("search", checkTokens),
  },
  {
    id: "S05",
    slug: "search-keys-for-studio",
    title: "The search service takes keys as well.",
    why: "The studio lists indexes with an admin key.",
    severity: "error",
    blocks: ["studio.listIndexes"],
    profiles: articleProfiles,
    stages: ["studio"],
    check: about("search", (search) =>
      checkSetting(search, {
        path: "properties.disableLocalAuth",
        is: false,
        absent: false,
        phase: "rbac-mode",
        az: () => `az search service update ${n(search)} --disable-local-auth false`,
        terraform: "local_authentication_enabled = true",
      }),
    ),
  },
  {
    id: "S06",
    slug: "search-keys-off-prod",
    title: "The search service takes no keys.",
    why: "A key that leaks reads every document, whoever may read it.",
    severity: ({ profile }) => (profile === "entrim" ? "error" : "warning"),
    blocks: [],
    stages: ["prod", "hardening"],
    aka: ["6300012e-e9a4-4649-b41f-a85f5c43be91", "71ef260a-8f18-47b7-abcb-62d0673d94dc"],
    check: about("search", (search) =>
      checkSetting(search, {
        path: "properties.disableLocalAuth",
        is: true,
        phase: "keys-off",
        risk: "lockout",
        az: () => `az search service update ${n(search)} --disable-local-auth`,
        terraform: "local_authentication_enabled = false",
      }),
    ),
  },
  {
    id: "S07",
    slug: "search-401-mode",
    title: "The search service challenges who comes without a valid token.",
    why: "A 401 says what to do; a bare 403 does not.",
    severity: "info",
    blocks: [],
    check: about("search", (search) => {
      const path = "properties.authOptions.aadOrApiKey.aadAuthFailureMode";
      // there is no choice where keys are off
      if (valueAt(search, "properties.disableLocalAuth") === true) return [];
      if (valueAt(search, "properties.authOptions.aadOrApiKey") === undefined) return [];
      return checkSetting(search, {
        path,
        is: "http401WithBearerChallenge",
        absent: "http403",
        phase: "rbac-mode",
        az: () => tokensCommand(search),
      });
    }),
  },
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
        az: () => `az search service update ${n(search)} --public-access disabled`,
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
      if (valueAt(search, path) === undefined) {
        return isUnknown(search, `${search.name}: its address rules are not in the evidence`, {
          path,
        });
      }
      const count = listAt(search, `${path}.ipRules`).length;
      return count === 0
        ? passes(search, `${search.name} has no address rules`, { path })
        : fails(search, `${search.name} has ${count} address rules`, { path, actual: count });
    }),
  },
  {
    id: "S13",
    slug: "search-spl-state",
    title: "Shared private links to the set-up are approved.",
    why: "A link that waits carries nothing.",
    severity: "warning",
    blocks: ["ingest.crack", "ingest.embed"],
    check: about("search", (search, scene) =>
      (sharedPrivateLinks(scene) ?? []).flatMap((link): readonly Outcome[] => {
        const target = textAt(link, "properties.privateLinkResourceId");
        const resource = (["openai", "storage"] as const)
          .map((name) => scene.resourceOf(name))
          .find((one) => isSameId(one?.id, target));
        if (resource === undefined) return [];
        const status = wordAt(link, "properties.status") ?? "unknown";
        const state = wordAt(link, "properties.provisioningState") ?? "succeeded";
        if (status === "approved" && state === "succeeded") {
          return [passes(search, `the shared private link to ${resource.name} is approved`)];
        }
        return [
          fails(search, `the shared private link to ${resource.name} is ${status} (${state})`, {
            actual: status,
            fix: {
              phase: "private-endpoints",
              risk: "none",
              summary: `approve the shared private link on ${resource.name}`,
              az: `az network private-endpoint-connection approve --id CONNECTION_ID`,
            },
          }),
        ];
      }),
    ),
  },
  {
    id: "S14",
    slug: "search-spl-tier",
    title: "The tier allows shared private links for skills.",
    why: "Skills need S1, or S2 on a service from before April 2024.",
    severity: "warning",
    blocks: ["ingest.skill"],
    check: about("search", (search, scene) => {
      const account = scene.resourceOf("openai");
      if (
        account === undefined ||
        !(sharedPrivateLinks(scene) ?? []).some((link) =>
          isSameId(textAt(link, "properties.privateLinkResourceId"), account.id),
        )
      )
        return [];
      const tier = wordAt(search, "sku.name");
      if (tier === undefined)
        return isUnknown(search, `${search.name}: its tier is not in the evidence`);
      return tier === "free" || tier === "basic"
        ? fails(
            search,
            `${search.name} is of tier ${tier}, too low for skills over a shared private link`,
          )
        : passes(search, `the tier of ${search.name} allows shared private links`);
    }),
  },
  {
    id: "S15",
    slug: "search-spl-needs-bypass",
    title: "A shared private link to Azure OpenAI does not stand alone.",
    why: "It does not carry the embedding calls of ingestion.",
    severity: "warning",
    blocks: ["ingest.embed"],
    profiles: ["r3"],
    check: about("openai", (account, scene) => {
      if (!hasApprovedLinkTo(account, scene)) return [];
      return wordAt(account, "properties.networkAcls.bypass") === "azureservices"
        ? passes(account, `${account.name} lets Azure's own services pass as well`)
        : fails(account, `${account.name} has a shared private link and no bypass`);
    }),
  },
  {
    id: "S16",
    slug: "search-private-exec-env",
    title: "Indexers that use a shared private link run in the private environment.",
    why: "An indexer chooses the shared environment by itself, which no link reaches.",
    severity: "warning",
    blocks: ["ingest.crack"],
    check: about("search", (search, scene) =>
      (sharedPrivateLinks(scene) ?? []).length === 0
        ? []
        : {
            status: "manual",
            subject: { resourceId: search.id },
            message: `look whether the indexers of ${search.name} have executionEnvironment private`,
          },
    ),
  },
  {
    id: "S17",
    slug: "search-semantic",
    title: "Semantic ranking is on where queries ask for it.",
    why: "The query fails otherwise.",
    severity: "warning",
    blocks: ["app.retrieve", "infer.query"],
    check: about("search", (search, { evidence: { targets } }) => {
      if (targets.semantic !== true) return [];
      const mode = wordAt(search, "properties.semanticSearch");
      if (mode === undefined)
        return isUnknown(search, `${search.name}: semanticSearch is not in the evidence`);
      return mode === "disabled"
        ? fails(search, `semantic ranking of ${search.name} is off`, {
            fix: settingFix({
              resourceId: search.id,
              path: "properties.semanticSearch",
              value: "free",
              phase: "hardening",
              az: `az search service update ${n(search)} --semantic-search free`,
              risk: "cost",
            }),
          })
        : passes(search, `semantic ranking of ${search.name} is ${mode}`);
    }),
  },
  {
    id: "S18",
    slug: "search-replicas",
    title: "The search service has two replicas or more.",
    why: "There is no agreement on availability with one.",
    severity: "info",
    blocks: [],
    stages: ["hardening"],
    aka: ["CKV_AZURE_208", "CKV_AZURE_209", "srch-002"],
    check: about("search", (search) => {
      const count = valueAt(search, "properties.replicaCount");
      if (typeof count !== "number")
        return isUnknown(search, `${search.name}: replicaCount is not in the evidence`);
      return count >= 2
        ? passes(search, `${search.name} has ${count} replicas`)
        : fails(search, `${search.name} has one replica`, {
            actual: count,
            path: "properties.replicaCount",
          });
    }),
  },
  {
    id: "S19",
    slug: "search-security-field",
    title: "The index has a filterable field with the groups of each document.",
    why: "Documents cannot be trimmed otherwise, and everybody would read everything.",
    severity: "error",
    blocks: ["app.retrieve"],
    check: about("search", checkSecurityField),
  },
  {
    id: "S20",
    slug: "search-index-name",
    title: "The name of the index is valid.",
    why: "A job makes an index of its own name.",
    severity: "error",
    blocks: ["ingest.submit", "app.retrieve"],
    check: about("search", (search, { evidence: { targets } }) => {
      if (targets.index === undefined) return [];
      return /^[a-z\d](?!.*--)[a-z\d-]{0,126}[a-z\d]$/.test(targets.index)
        ? passes(search, `${targets.index} is a valid name of an index`)
        : fails(
            search,
            `${targets.index} is no name of an index: lower case, digits, single dashes`,
          );
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

function tokensCommand(search: Resource): string {
  return `az search service update ${n(search)} --auth-options aadOrApiKey --aad-auth-failure-mode http401WithBearerChallenge`;
}

/** What of keys and tokens a service takes follows from two settings together. */
function checkTokens(search: Resource): Outcome {
  const path = "properties.authOptions";
  if (valueAt(search, "properties.disableLocalAuth") === true) {
    return passes(search, `${search.name} takes tokens and nothing else`, { path });
  }
  if (valueAt(search, `${path}.aadOrApiKey`) !== undefined) {
    return passes(search, `${search.name} takes tokens and keys`, { path });
  }
  const members = new Set(
    Object.keys(valueAt(search, "properties") ?? {}).map((name) => name.toLowerCase()),
  );
  if (!members.has("authoptions") && !members.has("disablelocalauth")) {
    return isUnknown(search, `${search.name}: what it accepts is not in the evidence`, { path });
  }
  return fails(search, `${search.name} takes keys only`, {
    path,
    expected: "aadOrApiKey, or disableLocalAuth",
    actual: "apiKeyOnly",
    fix: settingFix({
      resourceId: search.id,
      path,
      value: { aadOrApiKey: { aadAuthFailureMode: "http401WithBearerChallenge" } },
      phase: "rbac-mode",
      az: tokensCommand(search),
      terraform: `authentication_failure_mode = "http401WithBearerChallenge"`,
    }),
  });
}

/** Index definitions come from the data plane, as resources of the type `…/indexes`. */
function checkSecurityField(
  search: Resource,
  { evidence: { targets }, ofType }: Parameters<Rule["check"]>[0],
): Outcome | readonly Outcome[] {
  if (targets.groupField === undefined) return [];
  const index = ofType("Microsoft.Search/searchServices/indexes").find(
    ({ name }) => targets.index === undefined || name === targets.index,
  );
  if (index === undefined) {
    return isUnknown(search, `the fields of the index are not in the evidence`);
  }
  const field = listAt(index, "properties.fields").find(
    (one) => textAt(one, "name") === targets.groupField,
  );
  if (field === undefined) {
    return fails(search, `the index ${index.name} has no field ${targets.groupField}`);
  }
  const isCollection = textAt(field, "type") === "Collection(Edm.String)";
  if (!isCollection || valueAt(field, "filterable") !== true) {
    return fails(
      search,
      `${targets.groupField} of ${index.name} is not a filterable Collection(Edm.String)`,
      { actual: textAt(field, "type") },
    );
  }
  return passes(search, `${targets.groupField} of ${index.name} can be filtered by`);
}
