import type { Resource } from "../evidence/evidence.ts";
import { textsAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { checkNoNetworkRules } from "./network-rules.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import { checkPrivateEndpoint } from "./private-endpoint.ts";
import { articleProfiles, type Outcome, type Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { checkSetting } from "./setting.ts";
import { hasApprovedLinkTo } from "./shared-private-link.ts";

/** Family A: who reaches the Azure OpenAI account, by what, and whom it reaches. */
export const openaiFirewallRules: readonly Rule[] = [
  {
    id: "A04",
    slug: "aoai-trusted-bypass",
    title: "AI Search may pass the firewall of the account.",
    why: "A call of AI Search comes from a network of Azure's, which the closed firewall refuses otherwise.",
    severity: "error",
    blocks: ["ingest.skill", "ingest.embed", "search.vectorize"],
    check: about("openai", (account, scene) =>
      scene.profile === "entrim" && scene.evidence.targets.vectorizer !== true
        ? []
        : checkBypass(account, scene),
    ),
  },
  {
    id: "A05",
    slug: "aoai-public-off",
    title: "The account takes no requests from the public network.",
    why: "Whoever holds a token or a key reaches the models from anywhere.",
    severity: "error",
    blocks: [],
    aka: ["037eea7a-bd0a-46c5-9a66-03aea78705d3", "CKV_AZURE_134", "AZR-000280"],
    check: about("openai", (account) => {
      const outcome = checkSetting(account, {
        path: "properties.publicNetworkAccess",
        is: "Disabled",
        phase: "public-off",
        risk: "lockout",
        terraform: "public_network_access_enabled = false",
      });
      // "selected networks" of which none is selected lets nobody in, until somebody adds one
      return outcome.status === "fail" && isClosedByRules(account)
        ? { ...outcome, severity: "warning" }
        : outcome;
    }),
  },
  {
    id: "A06",
    slug: "aoai-no-ip-rules",
    title: "No address or network rule of the account is relied on.",
    why: "The addresses of Azure's services change.",
    severity: "warning",
    blocks: [],
    check: about("openai", (account) => checkNoNetworkRules(account, "properties.networkAcls")),
  },
  {
    id: "A07",
    slug: "aoai-private-endpoint",
    title: "The account has an approved private endpoint.",
    why: "With public access off there is no other way in.",
    severity: "error",
    blocks: ["app.generate", "webapp.chat", "client.vpn"],
    aka: ["d6759c02-b87f-42b7-892e-71b3f471d782", "aif-004"],
    check: about("openai", (account, scene) => checkPrivateEndpoint(account, "account", scene)),
  },
  {
    id: "A08",
    slug: "aoai-local-auth",
    title: "The account takes no keys.",
    why: "A key that leaks is good for anybody, from anywhere, until somebody notices.",
    severity: ({ profile }) => (profile === "entrim" ? "error" : "warning"),
    blocks: [],
    stages: ["prod", "hardening"],
    aka: ["71ef260a-8f18-47b7-abcb-62d0673d94dc", "CKV_AZURE_236", "aif-008", "AZR-000282"],
    check: about("openai", (account) =>
      checkSetting(account, {
        path: "properties.disableLocalAuth",
        is: true,
        phase: "keys-off",
        risk: "lockout",
        terraform: "local_auth_enabled = false",
      }),
    ),
  },
  {
    id: "A12",
    slug: "aoai-outbound-fqdns",
    title: "Where outbound hosts of the account are limited, those of the set-up are among them.",
    why: "The hosted service could not reach AI Search or Storage.",
    severity: "warning",
    blocks: ["ingest.provision", "infer.query"],
    profiles: articleProfiles,
    aka: ["CKV_AZURE_247"],
    check: about("openai", (account, scene) => {
      if (valueAt(account, "properties.restrictOutboundNetworkAccess") !== true) return [];
      const allowed = textsAt(account, "properties.allowedFqdnList").map((host) =>
        host.toLowerCase(),
      );
      const needed = (
        [
          ["search", scene.cloud.search.hostSuffix],
          ["storage", scene.cloud.blob.hostSuffix],
        ] as const
      ).flatMap(([target, suffix]) => {
        const name = scene.resourceOf(target)?.name.toLowerCase();
        return name === undefined ? [] : [`${name}.${suffix}`];
      });
      const missing = needed.filter((host) => !allowed.includes(host));
      return missing.length === 0
        ? passes(account, `${account.name} may reach the hosts of the set-up`)
        : fails(account, `${account.name} may not reach ${missing.join(" and ")}`, {
            path: "properties.allowedFqdnList",
            fix: settingFix({
              resourceId: account.id,
              path: "properties.allowedFqdnList",
              value: [...allowed, ...missing],
              phase: "bypass",
            }),
          });
    }),
  },
];

function isClosedByRules(account: Resource): boolean {
  const acls = "properties.networkAcls";
  return (
    wordAt(account, `${acls}.defaultAction`) === "deny" &&
    ["ipRules", "virtualNetworkRules"].every((name) => {
      const rules = valueAt(account, `${acls}.${name}`);
      return Array.isArray(rules) && rules.length === 0;
    })
  );
}

function checkBypass(account: Resource, scene: Scene): Outcome {
  const path = "properties.networkAcls.bypass";
  const access = wordAt(account, "properties.publicNetworkAccess");
  const action = wordAt(account, "properties.networkAcls.defaultAction");
  const bypass = wordAt(account, path);
  if (bypass === "azureservices") {
    return passes(account, `${account.name} lets Azure's own services pass`, { path });
  }
  if (access === "enabled" && action === "allow") {
    return passes(account, `${account.name} is open, so that nothing has to pass its firewall`, {
      path,
    });
  }
  if (bypass === undefined) {
    return isUnknown(account, `${account.name}: the bypass is not in the evidence`, { path });
  }
  const link = hasApprovedLinkTo(account, scene);
  if (link && scene.profile !== "r3" && scene.profile !== "entrim") {
    return passes(account, `AI Search reaches ${account.name} by a shared private link`, { path });
  }
  return fails(
    account,
    `${account.name}: networkAcls.bypass is ${bypass}, and the firewall is closed`,
    {
      path,
      expected: "AzureServices",
      actual: bypass,
      ...(link ? { severity: "warning" as const } : {}),
      fix: settingFix({
        resourceId: account.id,
        path,
        value: "AzureServices",
        phase: "bypass",
        az: `az rest --method patch --uri "${account.id}?api-version=2025-09-01" --body '{"properties":{"networkAcls":{"bypass":"AzureServices","defaultAction":"${action === "allow" ? "Allow" : "Deny"}"}}}'`,
      }),
    },
  );
}
