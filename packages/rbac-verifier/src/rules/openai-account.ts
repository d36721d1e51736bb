import type { Resource } from "../evidence/evidence.ts";
import { keyOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { listAt, textAt, textsAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { checkSystemIdentity } from "./identity.ts";
import { about, fails, isUnknown, needsReview, passes } from "./outcome.ts";
import { checkPrivateEndpoint } from "./private-endpoint.ts";
import { articleProfiles, type Outcome, type Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { checkSetting } from "./setting.ts";
import { hasApprovedLinkTo } from "./shared-private-link.ts";

const n = (account: Resource): string =>
  `-n ${account.name} -g ${resourceGroupOf(account.id) ?? ""}`;

/** Family A: the Azure OpenAI account. */
export const openaiAccountRules: readonly Rule[] = [
  {
    id: "A01",
    slug: "aoai-exists",
    title: "The account is one of Azure OpenAI and is ready.",
    why: "Nothing works without it.",
    severity: "error",
    blocks: ["app.generate", "webapp.chat"],
    check: about("openai", (account) => {
      const kind = wordAt(account, "kind");
      const state = wordAt(account, "properties.provisioningState");
      if (kind !== undefined && kind !== "openai" && kind !== "aiservices") {
        return fails(account, `${account.name} is of kind ${kind}, not OpenAI or AIServices`, {
          path: "kind",
          actual: kind,
        });
      }
      if (state !== undefined && state !== "succeeded") {
        return fails(account, `${account.name} is ${state}`, {
          path: "properties.provisioningState",
          actual: state,
        });
      }
      return kind === undefined || state === undefined
        ? isUnknown(account, `${account.name}: its kind or state is not in the evidence`)
        : passes(account, `${account.name} is ready`);
    }),
  },
  {
    id: "A02",
    slug: "aoai-custom-subdomain",
    title: "The account has a custom subdomain.",
    why: "A regional endpoint takes no tokens, and private DNS has no name for it.",
    severity: "error",
    blocks: ["app.generate", "webapp.chat", "ingest.submit"],
    check: about("openai", checkSubdomain),
  },
  {
    id: "A03",
    slug: "aoai-system-identity",
    title: "The account has a system-assigned identity.",
    why: "The hosted service calls AI Search and Storage as this identity and no other.",
    severity: "error",
    blocks: ["ingest.provision", "ingest.read", "infer.schema", "infer.query"],
    profiles: articleProfiles,
    check: about("openai", (account) =>
      checkSystemIdentity(account, `az cognitiveservices account identity assign ${n(account)}`),
    ),
  },
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
    check: about("openai", (account) =>
      checkSetting(account, {
        path: "properties.publicNetworkAccess",
        is: "Disabled",
        phase: "public-off",
        risk: "lockout",
        terraform: "public_network_access_enabled = false",
      }),
    ),
  },
  {
    id: "A06",
    slug: "aoai-no-ip-rules",
    title: "No address or network rule of the account is relied on.",
    why: "The addresses of Azure's services change.",
    severity: "warning",
    blocks: [],
    check: about("openai", (account) => checkNoRules(account, "properties.networkAcls")),
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
    id: "A09",
    slug: "aoai-chat-deployment",
    title: "The deployment that answers exists.",
    why: "There is nothing to ask otherwise.",
    severity: "error",
    blocks: ["app.generate", "webapp.chat"],
    check: about("openai", (account, scene) =>
      checkDeployment(account, scene, scene.evidence.targets.chatDeployment, isChatModel, "chat"),
    ),
  },
  {
    id: "A10",
    slug: "aoai-embedding-deployment",
    title: "The deployment that embeds exists on this account.",
    why: "Vectors of queries and documents must come from the same model.",
    severity: "error",
    blocks: ["ingest.embed", "infer.embedQuery", "app.generate"],
    check: about("openai", (account, scene) => {
      const name = scene.evidence.targets.embeddingDeployment;
      return name === undefined
        ? []
        : checkDeployment(account, scene, name, isEmbeddingModel, "embedding");
    }),
  },
  {
    id: "A11",
    slug: "aoai-tenant-match",
    title: "All identities are of one tenant.",
    why: "A token of another tenant is refused.",
    severity: "warning",
    blocks: ["ingest.provision", "webapp.chat"],
    check: (scene) => {
      const tenants = (["openai", "search", "webApp"] as const).flatMap((target) => {
        const resource = scene.resourceOf(target);
        const tenantId = wordAt(resource, "identity.tenantId");
        return resource === undefined || tenantId === undefined ? [] : [{ resource, tenantId }];
      });
      const expected = scene.evidence.tenantId?.toLowerCase() ?? tenants[0]?.tenantId;
      return tenants.map(({ resource, tenantId }) =>
        tenantId === expected
          ? passes(resource, `the identity of ${resource.name} is of the set-up's tenant`)
          : fails(resource, `the identity of ${resource.name} is of another tenant`, {
              path: "identity.tenantId",
            }),
      );
    },
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
  {
    id: "A13",
    slug: "aoai-bypass-evidence",
    title: "The account was read with a version of the API that shows the bypass.",
    why: "Versions before 2023-10-01-preview leave it out.",
    severity: "info",
    blocks: [],
    check: about("openai", (account) => {
      const { apiVersion } = account;
      if (apiVersion === undefined) return [];
      return apiVersion.slice(0, 10) >= "2023-10-01"
        ? passes(account, `${account.name} was read with ${apiVersion}`)
        : isUnknown(account, `${account.name} was read with ${apiVersion}, which is too old`);
    }),
  },
];

function checkSubdomain(account: Resource, { cloud }: Scene): Outcome {
  const path = "properties.customSubDomainName";
  const subdomain = wordAt(account, path);
  const endpoint = textAt(account, "properties.endpoint");
  const host =
    endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined;
  const fix = settingFix({
    resourceId: account.id,
    path,
    value: account.name,
    phase: "identity",
    az: `az cognitiveservices account update ${n(account)} --custom-domain ${account.name}`,
    terraform: `custom_subdomain_name = "${account.name}"`,
  });
  if (subdomain === undefined) {
    const wasRead = Object.keys(
      (valueAt(account, "properties") as Record<string, unknown> | undefined) ?? {},
    ).some((name) => name.toLowerCase() === "customsubdomainname");
    if (!wasRead && (host === undefined || host.endsWith(`.${cloud.openai.hostSuffix}`))) {
      return isUnknown(account, `${account.name}: its custom subdomain is not in the evidence`, {
        path,
      });
    }
    return fails(account, `${account.name} has no custom subdomain`, { path, fix });
  }
  if (host !== undefined && !host.startsWith(`${subdomain}.`)) {
    return fails(account, `the endpoint of ${account.name} is ${host}, not ${subdomain}.…`, {
      path: "properties.endpoint",
      expected: subdomain,
      actual: host,
      fix,
    });
  }
  return passes(account, `${account.name} has the custom subdomain ${subdomain}`, { path });
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

/** Whether rules for addresses or networks are empty. */
export function checkNoRules(resource: Resource, path: string): Outcome {
  if (valueAt(resource, path) === undefined) {
    return isUnknown(resource, `${resource.name}: its network rules are not in the evidence`, {
      path,
    });
  }
  const count =
    listAt(resource, `${path}.ipRules`).length +
    listAt(resource, `${path}.virtualNetworkRules`).length;
  return count === 0
    ? passes(resource, `${resource.name} has no address or network rules`, { path })
    : fails(resource, `${resource.name} has ${count} address or network rules`, {
        path,
        actual: count,
      });
}

function isChatModel(model: string): boolean {
  return (
    /^(gpt|o\d|chat)/.test(model) && !/embedding|image|audio|realtime|transcribe|tts/.test(model)
  );
}

function isEmbeddingModel(model: string): boolean {
  return model.includes("embedding");
}

function checkDeployment(
  account: Resource,
  { evidence }: Scene,
  wanted: string | undefined,
  isOfKind: (model: string) => boolean,
  kind: string,
): Outcome {
  const deployments = evidence.deployments.get(keyOf(account.id));
  if (deployments === undefined) {
    return isUnknown(account, `the deployments of ${account.name} were not read`);
  }
  const candidates = deployments.filter(({ name }) =>
    wanted === undefined ? true : name.toLowerCase() === wanted.toLowerCase(),
  );
  const fitting = candidates.filter((deployment) =>
    isOfKind(wordAt(deployment, "properties.model.name") ?? ""),
  );
  const ready = fitting.find(
    (deployment) => wordAt(deployment, "properties.provisioningState") === "succeeded",
  );
  if (ready !== undefined) {
    return passes(account, `the ${kind} deployment ${ready.name} is ready`);
  }
  // a named deployment of a model that nobody here knows may well be of the kind
  if (wanted !== undefined && candidates.length > 0 && fitting.length === 0) {
    const model = wordAt(candidates[0], "properties.model.name") ?? "an unknown model";
    return needsReview(account, `${wanted} is a deployment of ${model}; is that a ${kind} model?`);
  }
  return fails(
    account,
    fitting.length > 0
      ? `the ${kind} deployment ${fitting[0]?.name ?? ""} is not ready`
      : `${account.name} has no ${kind} deployment${wanted === undefined ? "" : ` ${wanted}`}`,
    {
      fix: {
        phase: "hardening",
        risk: "cost",
        summary: `deploy a ${kind} model on ${account.name}`,
        az: `az cognitiveservices account deployment create ${n(account)} --deployment-name ${wanted ?? kind} --model-name MODEL --model-version VERSION --model-format OpenAI --sku-name Standard --sku-capacity 10`,
      },
    },
  );
}
