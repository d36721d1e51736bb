import type { Resource } from "../evidence/evidence.ts";
import { resourceGroupOf } from "../evidence/resource-id.ts";
import { textAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { checkSystemIdentity } from "./identity.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import { articleProfiles, type Outcome, type Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

const n = (account: Resource): string =>
  `-n ${account.name} -g ${resourceGroupOf(account.id) ?? ""}`;

/** Family A: the Azure OpenAI account itself. */
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
