import { levelOf, nameOf } from "../evidence/resource-id.ts";
import { valueAt, wordAt } from "../evidence/read-path.ts";
import { hardeningRule } from "./hardening-rule.ts";
import { fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const userAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";

/** Family H: what other scanners check of the subscription. */
export const hardeningSubscriptionRules: readonly Rule[] = [
  {
    id: "H16",
    slug: "defender",
    title: "Microsoft Defender watches storage accounts and models.",
    why: "It notices what rules do not: malware among documents, prompts that attack.",
    severity: "info",
    blocks: [],
    stages: ["hardening"],
    aka: ["640d2586-54d2-465f-877f-9ffc1d2109f4", "CKV_AZURE_84"],
    check: checkDefender,
  },
  {
    id: "H19",
    slug: "rbac-hygiene",
    title:
      "Few own the subscription, none by a role of one's own, and nobody administers the root.",
    why: "Each owner can undo everything that is verified here.",
    severity: "info",
    blocks: [],
    stages: ["hardening"],
    aka: ["4f11b553-d42e-4e3a-89be-32ca364cad4c", "09024ccc-0c5f-475e-9457-b7c0d9ed487b"],
    check: checkOwners,
  },
  hardeningRule(
    "H20",
    "tags",
    "The resources are tagged.",
    "openai",
    (_, scene) =>
      (["openai", "search", "storage"] as const).flatMap((target): readonly Outcome[] => {
        const resource = scene.resourceOf(target);
        if (resource === undefined) return [];
        return [
          Object.keys(valueAt(resource, "tags") ?? {}).length > 0
            ? passes(resource, `${resource.name} is tagged`)
            : fails(resource, `${resource.name} has no tags`),
        ];
      }),
    ["Azure.AI.Naming", "Azure.Search.Name", "Azure.Storage.Name"],
  ),
];

function checkDefender(scene: Scene): readonly Outcome[] {
  const plans = [
    ["storage", "StorageAccounts", "Storage"],
    ["openai", "AI", "AI services"],
  ] as const;
  return plans.flatMap(([target, plan, words]): readonly Outcome[] => {
    const resource = scene.resourceOf(target);
    if (resource === undefined) return [];
    const pricing = scene
      .ofType("Microsoft.Security/pricings")
      .find(({ name }) => name.toLowerCase() === plan.toLowerCase());
    if (pricing === undefined) {
      return [
        {
          status: "manual",
          subject: { resourceId: resource.id },
          message: `look whether Defender for ${words} is on: az security pricing show -n ${plan}`,
        },
      ];
    }
    return [
      wordAt(pricing, "properties.pricingTier") === "standard"
        ? passes(resource, `Defender for ${words} is on`)
        : fails(resource, `Defender for ${words} is off`, {
            fix: {
              phase: "hardening",
              risk: "cost",
              summary: `turn Defender for ${words} on`,
              az: `az security pricing create -n ${plan} --tier standard`,
            },
          }),
    ];
  });
}

function checkOwners({ evidence, idOf, access }: Scene): readonly Outcome[] {
  const resource = { id: idOf("search") ?? "/" };
  const assignments = evidence.roleAssignments;
  if (assignments === undefined) return [isUnknown(resource, "role assignments were not read")];
  // wider than the resource group: who owns that owns the set-up, and is meant to
  const wide = assignments.filter(({ scope }) =>
    ["root", "management group", "subscription"].includes(levelOf(scope)),
  );
  const owners = new Set(
    wide.filter(({ roleId }) => roleId === owner).map(({ principalId }) => principalId),
  );
  const people = wide.filter(
    ({ roleId, principalType }) =>
      [owner, userAccessAdministrator].includes(roleId) && principalType?.toLowerCase() === "user",
  );
  const custom = wide.filter(
    ({ roleId }) =>
      access.roleOf(roleId)?.isCustom === true &&
      access.roleOf(roleId)?.permissions.some(({ actions = [] }) => actions.includes("*")),
  );
  const atRoot = wide.filter(
    ({ roleId, scope }) => roleId === userAccessAdministrator && levelOf(scope) === "root",
  );
  const problems = [
    ...(owners.size > 3 ? [`${owners.size} principals own it`] : []),
    ...(people.length > 0 ? [`${people.length} people hold such a role without a group`] : []),
    ...custom.map(({ roleId }) => `${access.roleOf(roleId)?.name ?? roleId} owns by another name`),
    ...atRoot.map(({ id }) => `somebody administers access at the root (${nameOf(id)})`),
  ];
  return [
    problems.length === 0
      ? passes(resource, `${owners.size} principals own the subscription`)
      : fails(resource, `the subscription: ${problems.join("; ")}`, { actual: owners.size }),
  ];
}
