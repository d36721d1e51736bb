import type { RoleAssignment } from "../access/role-assignment.ts";
import { isSameId, isWithin, keyOf, levelOf, nameOf } from "../evidence/resource-id.ts";
import { appTarget } from "./edge.ts";
import type { Outcome, Rule } from "./rule.ts";
import { principalOf, type Scene } from "./scene.ts";

const broadRoles: ReadonlyMap<string, string> = new Map([
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"],
  ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"],
  ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"],
  ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner"],
]);

/** Family R: what is held beyond what is needed. */
export const roleExcessRules: readonly Rule[] = [
  {
    id: "R13",
    slug: "role-excess",
    title: "Nobody holds a role that only the retired service needed.",
    why: "A role that nothing uses is what an intruder uses.",
    severity: "info",
    blocks: [],
    profiles: ["entrim"],
    check: findExcess,
  },
  {
    id: "R49",
    slug: "over-privileged",
    title: "Identities of services hold no more than they need.",
    why: "Whoever takes over the service holds the rest.",
    severity: "warning",
    blocks: [],
    check: findOverPrivileged,
  },
];

/** Roles between the services of the set-up that no edge of the profile rests on. */
function findExcess(scene: Scene): readonly Outcome[] {
  const used = new Set(
    scene.edges.flatMap(({ decision }) =>
      (decision?.grants ?? []).map(({ assignment }) => keyOf(assignment.id)),
    ),
  );
  const targets = (["openai", "search", "storage"] as const).flatMap(
    (one) => scene.idOf(one) ?? [],
  );
  return (["openai", "search"] as const).flatMap((from) => {
    const principal = principalOf(scene.resourceOf(from));
    if (principal === undefined) return [];
    return scene.access
      .assignmentsOf(principal)
      .filter(
        ({ id, scope }) => !used.has(keyOf(id)) && targets.some((one) => isSameId(one, scope)),
      )
      .map((assignment): Outcome => ({
        status: "fail",
        subject: { resourceId: assignment.scope, principalId: principal },
        message: `excess: ${nameOf(scene.idOf(from) ?? "")} holds ${roleName(assignment, scene)} on ${nameOf(assignment.scope)}, which nothing needs any more; az role assignment delete --ids ${assignment.id}`,
      }));
  });
}

function findOverPrivileged(scene: Scene): readonly Outcome[] {
  const services = new Map<string, string>();
  for (const target of ["openai", "search", "webApp", appTarget(scene)] as const) {
    const id = target && scene.idOf(target);
    const principal = target && principalOf(scene.resourceOf(target));
    if (id !== undefined && principal !== undefined) services.set(principal, nameOf(id));
  }
  return [...services].flatMap(([principal, name]) => {
    const own = scene.access.assignmentsOf(principal);
    const targets = (["openai", "search", "storage"] as const).flatMap(
      (one) => scene.idOf(one) ?? [],
    );
    return own
      .filter(({ scope }) => targets.some((id) => isWithin(scope, id, () => undefined) !== "no"))
      .flatMap((assignment): readonly Outcome[] => {
        const level = levelOf(assignment.scope);
        const isWide = level !== "resource" && level !== "resource group";
        if (!broadRoles.has(assignment.roleId) && !isWide) return [];
        return [
          {
            status: "fail",
            subject: { resourceId: assignment.scope, principalId: principal },
            message: `${name} holds ${roleName(assignment, scene)} at the ${level} ${nameOf(assignment.scope)}`,
          },
        ];
      });
  });
}

function roleName({ roleId }: RoleAssignment, scene: Scene): string {
  return scene.access.roleOf(roleId)?.name ?? roleId;
}
