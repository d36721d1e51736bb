import type { Resource } from "../evidence/evidence.ts";
import { isSameId, keyOf, nameOf, parentOf, resourceGroupOf } from "../evidence/resource-id.ts";
import { listAt, textAt, valueAt, wordAt } from "../evidence/read-path.ts";
import { settingFix } from "../fix/setting-fix.ts";
import { checkNoNetworkRules } from "./network-rules.ts";
import { about, fails, isUnknown, needsReview, passes } from "./outcome.ts";
import { checkPrivateEndpoint, endpointsOf, groupsOf } from "./private-endpoint.ts";
import { articleProfiles, type Outcome, type Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { checkSetting } from "./setting.ts";

const n = (account: Resource): string =>
  `-n ${account.name} -g ${resourceGroupOf(account.id) ?? ""}`;

/** Family B: the storage account with the documents. */
export const storageAccountRules: readonly Rule[] = [
  {
    id: "B01",
    slug: "storage-exists",
    title: "The storage account holds blobs and is ready.",
    why: "The documents are in it.",
    severity: "error",
    blocks: ["ingest.read", "ingest.crack"],
    check: about("storage", (account) => {
      const kind = wordAt(account, "kind");
      const state = wordAt(account, "properties.provisioningState");
      if (kind === "filestorage") return fails(account, `${account.name} holds files, not blobs`);
      if (state !== undefined && state !== "succeeded") {
        return fails(account, `${account.name} is ${state}`);
      }
      return kind === undefined || state === undefined
        ? isUnknown(account, `${account.name}: its kind or state is not in the evidence`)
        : passes(account, `${account.name} is ready`);
    }),
  },
  {
    id: "B02",
    slug: "storage-trusted-bypass",
    title: "Azure's own services may pass the firewall of the storage account.",
    why: "The indexer calls from a network of Azure's, which the closed firewall refuses otherwise.",
    severity: "error",
    blocks: ["ingest.read", "ingest.crack"],
    aka: ["c9d007d0-c057-4772-b18c-01e546713bcd", "CKV_AZURE_36"],
    check: about("storage", checkBypass),
  },
  {
    id: "B03",
    slug: "storage-public-off",
    title: "The storage account takes no requests from the public network.",
    why: "Whoever holds a token or a key reaches the documents from anywhere.",
    severity: "error",
    blocks: [],
    check: about("storage", (account) =>
      wordAt(account, "properties.publicNetworkAccess") === "securedbyperimeter"
        ? needsReview(
            account,
            `${account.name} is secured by a perimeter, whose rules are not read`,
          )
        : checkSetting(account, {
            path: "properties.publicNetworkAccess",
            is: "Disabled",
            absent: "Enabled",
            phase: "public-off",
            risk: "lockout",
            az: () => `az storage account update ${n(account)} --public-network-access Disabled`,
            terraform: "public_network_access_enabled = false",
          }),
    ),
  },
  {
    id: "B04",
    slug: "storage-default-deny",
    title: "The firewall of the storage account refuses who has no rule.",
    why: "With public access on again, everything would be open at once.",
    severity: (scene) =>
      wordAt(scene.resourceOf("storage"), "properties.publicNetworkAccess") === "disabled"
        ? "warning"
        : "error",
    blocks: [],
    aka: ["34c877ad-507e-4c82-993e-3452a6e0ad3c", "CKV_AZURE_35"],
    check: about("storage", (account) =>
      checkSetting(account, {
        path: "properties.networkAcls.defaultAction",
        is: "Deny",
        phase: "public-off",
        risk: "lockout",
        az: () => `az storage account update ${n(account)} --default-action Deny`,
      }),
    ),
  },
  {
    id: "B05",
    slug: "storage-private-endpoint",
    title: "The storage account has an approved private endpoint for blobs.",
    why: "With public access off there is no other way in for people and for the app.",
    severity: ({ profile }) => (profile === "entrim" ? "warning" : "error"),
    blocks: ["studio.upload", "client.vpn"],
    aka: ["6edd7eda-6dd8-40f7-810d-67160c639cd9"],
    check: about("storage", (account, scene) => checkPrivateEndpoint(account, "blob", scene)),
  },
  {
    id: "B06",
    slug: "storage-shared-key",
    title: "The storage account takes keys for the studio.",
    why: "The studio uploads with an account SAS, which is made with a key.",
    severity: "error",
    blocks: ["studio.upload"],
    profiles: articleProfiles,
    stages: ["studio"],
    check: about("storage", (account) =>
      checkSetting(account, {
        path: "properties.allowSharedKeyAccess",
        is: true,
        absent: true,
        phase: "rbac-mode",
        az: () => `az storage account update ${n(account)} --allow-shared-key-access true`,
      }),
    ),
  },
  {
    id: "B07",
    slug: "storage-containers",
    title: "The containers exist and are not public.",
    why: "A public container is read without any sign-in.",
    severity: "warning",
    blocks: ["ingest.read", "ingest.crack"],
    check: about("storage", checkContainers),
  },
  {
    id: "B08",
    slug: "storage-hns-endpoint",
    title: "An account with a hierarchical namespace has a private endpoint for it as well.",
    why: "Clients of Data Lake use another host.",
    severity: "info",
    blocks: [],
    check: about("storage", (account, scene) => {
      if (valueAt(account, "properties.isHnsEnabled") !== true) return [];
      const groups = endpointsOf(account, scene).flatMap(({ endpoint }) =>
        endpoint === undefined ? [] : groupsOf(endpoint),
      );
      return groups.includes("dfs")
        ? passes(account, `${account.name} has a private endpoint for dfs`)
        : fails(account, `${account.name} has no private endpoint for dfs`);
    }),
  },
  {
    id: "B09",
    slug: "storage-no-ip-vnet-rules",
    title: "No address or network rule of the storage account is relied on.",
    why: "The addresses of Azure's services change.",
    severity: "warning",
    blocks: [],
    check: about("storage", (account) => checkNoNetworkRules(account, "properties.networkAcls")),
  },
];

function checkBypass(account: Resource, scene: Scene): Outcome {
  const path = "properties.networkAcls.bypass";
  const bypass = wordAt(account, path);
  if (bypass === undefined) {
    return isUnknown(account, `${account.name}: the bypass is not in the evidence`, { path });
  }
  const services = bypass.split(",").map((service) => service.trim());
  if (services.includes("azureservices")) {
    return passes(account, `${account.name} lets Azure's own services pass`, { path });
  }
  const callers = (
    scene.profile === "entrim" ? (["search"] as const) : (["openai", "search"] as const)
  ).map((target) => scene.idOf(target));
  const allowed = listAt(account, "properties.networkAcls.resourceAccessRules").map((rule) =>
    textAt(rule, "resourceId"),
  );
  if (callers.every((caller) => allowed.some((id) => isSameId(id, caller)))) {
    return passes(account, `${account.name} lets the services of the set-up pass by name`, {
      path,
    });
  }
  const others = services.filter((service) => service !== "none");
  const words = ["AzureServices", ...others.map((word) => word[0]?.toUpperCase() + word.slice(1))];
  return fails(account, `${account.name}: networkAcls.bypass is ${bypass}`, {
    path,
    expected: "AzureServices",
    actual: bypass,
    fix: settingFix({
      resourceId: account.id,
      path,
      value: words.join(", "),
      phase: "bypass",
      az: `az storage account update ${n(account)} --bypass ${words.join(" ")}`,
    }),
  });
}

function checkContainers(
  account: Resource,
  { evidence: { targets }, ofType }: Scene,
): readonly Outcome[] {
  const containers = ofType("Microsoft.Storage/storageAccounts/blobServices/containers").filter(
    ({ id }) => keyOf(parentOf(id, 2)) === keyOf(account.id),
  );
  const open = containers.filter(
    (container) => (wordAt(container, "properties.publicAccess") ?? "none") !== "none",
  );
  const outcomes = open.map((container) =>
    fails(container, `the container ${container.name} is public`, {
      path: "properties.publicAccess",
      actual: valueAt(container, "properties.publicAccess"),
      fix: settingFix({
        resourceId: container.id,
        path: "properties.publicAccess",
        value: "None",
        phase: "public-off",
      }),
    }),
  );
  for (const name of targets.containers ?? []) {
    const found = containers.some((one) => nameOf(one.id).toLowerCase() === name.toLowerCase());
    if (!found) {
      outcomes.push(
        containers.length === 0
          ? isUnknown(account, `the containers of ${account.name} were not read`)
          : fails(account, `${account.name} has no container ${name}`),
      );
    }
  }
  if (outcomes.length === 0 && containers.length > 0) {
    outcomes.push(passes(account, `the containers of ${account.name} are not public`));
  }
  return outcomes;
}
