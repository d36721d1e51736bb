import type { RoleAssignment } from "../access/role-assignment.ts";
import { isSameId, isWithin, keyOf, levelOf, nameOf } from "../evidence/resource-id.ts";
import { valueAt } from "../evidence/read-path.ts";
import { appTarget, type EdgeResult } from "./edge.ts";
import { decidingGrant, edgeName } from "./role-edge.ts";
import type { Outcome, Rule } from "./rule.ts";
import { principalOf, type Scene } from "./scene.ts";

const broadRoles: ReadonlyMap<string, string> = new Map([
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"],
  ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"],
  ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"],
  ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner"],
]);

const dayInMs = 86_400_000;

/** Families R40 to R59: what is odd about the assignments themselves; and R13, what is held for nothing. */
export const roleAssignmentRules: readonly Rule[] = [
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
    id: "R40",
    slug: "deny-blocks",
    title: "No deny assignment stands in the way.",
    why: "It goes before every role.",
    severity: "error",
    blocks: [],
    check: (scene) => {
      const search = scene.idOf("search") ?? "/";
      if (scene.evidence.denyAssignments === undefined) {
        return [
          {
            status: "unknown",
            subject: { resourceId: search },
            message: "deny assignments were not read; one could block what roles grant",
          },
        ];
      }
      return scene.edges.flatMap((result) =>
        (result.decision?.denials ?? []).map(({ deny, actions, certainty }): Outcome => ({
          status: certainty === "yes" ? "fail" : "review",
          subject: subjectOf(result),
          message: `${deny.name} denies ${result.from} ${actions.length} of the actions it needs on ${nameOf(result.resourceId)}; whoever owns the blueprint, stack or managed application can lift it`,
          actual: actions,
        })),
      );
    },
  },
  {
    id: "R41",
    slug: "condition-review",
    title: "No needed grant depends on a condition that cannot be judged.",
    why: "A condition may go by tags, time, network or the principal's attributes.",
    severity: "warning",
    blocks: [],
    check: ofGrants((grant, result) =>
      [...grant.actions.values()].includes("conditional")
        ? {
            status: "review",
            message: `the condition on ${grant.role?.name ?? "the role"} of ${result.from} has to be read by somebody`,
          }
        : undefined,
    ),
  },
  {
    id: "R42",
    slug: "eligible-only",
    title: "What is needed is held, not merely eligible.",
    why: "Services cannot activate a role.",
    severity: "error",
    blocks: [],
    check: (scene) =>
      scene.edges.flatMap((result): readonly Outcome[] => {
        const { question, decision } = result;
        if (question === undefined || decision?.verdict !== "missing") return [];
        const eligible = scene.access.grantsAmong(
          scene.evidence.eligibleAssignments ?? [],
          question,
        );
        return eligible.slice(0, 1).map((grant) => ({
          status: "fail",
          subject: subjectOf(result),
          message: `${result.from} is eligible for ${grant.role?.name ?? "the role"} and does not hold it; activate it, or make it active`,
          grantedBy: [decidingGrant(grant)],
        }));
      }),
  },
  {
    id: "R43",
    slug: "grant-expires",
    title: "No needed grant ends within two weeks.",
    why: "What works today stops then.",
    severity: "warning",
    blocks: [],
    check: ofGrants(({ assignment, role }, result, { nowInMs }) => {
      const ends = assignment.endsOn === undefined ? Number.NaN : Date.parse(assignment.endsOn);
      return ends < nowInMs + 14 * dayInMs
        ? {
            status: "fail",
            message: `${role?.name ?? "the role"} of ${result.from} ends on ${assignment.endsOn ?? ""}`,
          }
        : undefined;
    }),
  },
  {
    id: "R44",
    slug: "scope-too-narrow",
    title: "What is needed is held for the whole resource, not for a part of it.",
    why: "A role on one container or index is none for the others.",
    severity: "error",
    blocks: [],
    check: (scene) =>
      scene.edges.flatMap((result): readonly Outcome[] => {
        const { question, decision, principalId } = result;
        if (
          question === undefined ||
          principalId === undefined ||
          decision?.verdict !== "missing"
        ) {
          return [];
        }
        const narrow = scene.access
          .assignmentsOf(principalId)
          .find(
            (assignment) =>
              isWithin(result.resourceId, assignment.scope, () => undefined) === "yes" &&
              !isSameId(result.resourceId, assignment.scope) &&
              scene.access.grantsAmong([{ ...assignment, scope: result.resourceId }], question)
                .length > 0,
          );
        return narrow === undefined
          ? []
          : [
              {
                status: "fail",
                subject: subjectOf(result),
                message: `${result.from} holds ${scene.access.roleOf(narrow.roleId)?.name ?? "the role"} for ${nameOf(narrow.scope)} only`,
                actual: narrow.scope,
              },
            ];
      }),
  },
  {
    id: "R45",
    slug: "stale-principal",
    title: "No needed role is held by a former identity in place of the present one.",
    why: "An identity that is made anew has a new object id, and none of the old roles.",
    severity: "warning",
    blocks: [],
    check: (scene) => {
      const known = knownPrincipals(scene);
      return scene.edges.flatMap((result): readonly Outcome[] => {
        if (result.decision?.verdict !== "missing" || result.principalType !== "ServicePrincipal") {
          return [];
        }
        const role = result.edge.role(scene).id;
        const other = (scene.evidence.roleAssignments ?? []).find(
          ({ roleId, scope, principalId, principalType }) =>
            roleId === role &&
            isSameId(scope, result.resourceId) &&
            principalType === "ServicePrincipal" &&
            !known.has(principalId.toLowerCase()),
        );
        return other === undefined
          ? []
          : [
              {
                status: "review",
                subject: subjectOf(result),
                message: `${other.principalId} holds the role that ${result.from} lacks; was the identity made anew?`,
              },
            ];
      });
    },
  },
  {
    id: "R46",
    slug: "orphaned-principal",
    title: "No role is held by a principal that no longer exists.",
    why: "It clutters the list that somebody has to read in an incident.",
    severity: "info",
    blocks: [],
    check: (scene) =>
      (scene.evidence.roleAssignments ?? [])
        .filter(({ principalId }) => scene.evidence.deletedPrincipals.has(principalId))
        .map((assignment) => ({
          status: "fail",
          subject: { resourceId: assignment.scope, principalId: assignment.principalId },
          message: `${nameOf(assignment.id)} is of a principal that no longer exists`,
        })),
  },
  {
    id: "R47",
    slug: "mi-via-group",
    title: "Identities of services hold their roles themselves.",
    why: "A new membership reaches them after up to 24 hours.",
    severity: "warning",
    blocks: [],
    check: ofGrants(({ via, role }, result) =>
      via === "group" && result.principalType === "ServicePrincipal"
        ? {
            status: "fail",
            message: `${result.from} holds ${role?.name ?? "the role"} by way of a group`,
          }
        : undefined,
    ),
  },
  {
    id: "R48",
    slug: "mg-data-role",
    title: "Roles with data actions are not held at a management group.",
    why: "They reach the data plane hours later.",
    severity: "warning",
    blocks: [],
    check: ofGrants(({ assignment, role }, result) =>
      levelOf(assignment.scope) === "management group" &&
      role?.permissions.some(({ dataActions = [] }) => dataActions.length > 0) === true
        ? {
            status: "fail",
            message: `${result.from} holds ${role.name} at ${nameOf(assignment.scope)}`,
          }
        : undefined,
    ),
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
  {
    id: "R50",
    slug: "wrong-identity",
    title: "No needed role is held by the resource's other identity.",
    why: "Services call each other with the system-assigned identity only.",
    severity: "error",
    blocks: [],
    check: (scene) =>
      scene.edges.flatMap((result): readonly Outcome[] => {
        const { question, decision } = result;
        const target = result.edge.from;
        if (question === undefined || decision?.verdict !== "missing") return [];
        if (target !== "openai" && target !== "search" && target !== "webApp") return [];
        const others = Object.values(
          valueAt(scene.resourceOf(target), "identity.userAssignedIdentities") ?? {},
        ).flatMap((identity: unknown) => {
          const id = valueAt(identity, "principalId");
          return typeof id === "string" ? [id] : [];
        });
        return others
          .filter(
            (principalId) =>
              scene.access.decide({ ...question, principalId }).verdict === "granted",
          )
          .map((principalId) => ({
            status: "fail",
            subject: { ...subjectOf(result), principalId },
            message: `a user-assigned identity of ${result.from} holds the role, its system-assigned one does not`,
          }));
      }),
  },
  {
    id: "R52",
    slug: "duplicate-grant",
    title: "No role is held twice at nested scopes.",
    why: "Taking one away changes nothing, which surprises whoever does.",
    severity: "info",
    blocks: [],
    check: (scene) =>
      scene.edges.flatMap((result) => {
        const grants = (result.decision?.grants ?? []).filter(({ via }) => via !== "group");
        return grants
          .filter((grant, index) =>
            grants
              .slice(0, index)
              .some(({ assignment }) => assignment.roleId === grant.assignment.roleId),
          )
          .map((grant): Outcome => ({
            status: "fail",
            subject: subjectOf(result),
            message: `${result.from} holds ${grant.role?.name ?? "the role"} twice`,
            grantedBy: grants
              .filter(({ assignment }) => assignment.roleId === grant.assignment.roleId)
              .map(decidingGrant),
          }));
      }),
  },
  {
    id: "R53",
    slug: "principal-type",
    title: "Assignments to identities of services say so.",
    why: "Azure looks a new principal up otherwise and may not find it yet (PrincipalNotFound).",
    severity: "info",
    blocks: [],
    check: ofGrants(({ assignment, via }, result) =>
      via !== "group" &&
      result.principalType === "ServicePrincipal" &&
      assignment.principalType !== undefined &&
      assignment.principalType.toLowerCase() !== "serviceprincipal"
        ? {
            status: "fail",
            message: `an assignment to ${result.from} has the principal type ${assignment.principalType}`,
          }
        : undefined,
    ),
  },
  {
    id: "R54",
    slug: "invisible-grants",
    title: "All grants are visible to whoever reads them.",
    why: "What is inherited from a management group, comes by a group or by Lighthouse may not be listed.",
    severity: "info",
    blocks: [],
    check: ({ evidence, idOf }) =>
      (
        [
          ["roleAssignments:inherited", "--include-inherited"],
          ["roleAssignments:groups", "--include-groups"],
        ] as const
      )
        .filter(([kind]) => !evidence.complete.has(kind))
        .map(([kind, option]) => ({
          status: "unknown",
          subject: { resourceId: idOf("search") ?? "/" },
          message: `not all of ${kind} was read; list with ${option}`,
        })),
  },
  {
    id: "R56",
    slug: "too-fresh",
    title: "Needed grants are old enough to have arrived.",
    why: "A grant takes up to ten minutes.",
    severity: "info",
    blocks: [],
    check: ofGrants(({ assignment, role }, result, { nowInMs }) => {
      const age =
        assignment.createdOn === undefined
          ? Number.NaN
          : nowInMs - Date.parse(assignment.createdOn);
      return age >= 0 && age < 600_000
        ? {
            status: "review",
            message: `${role?.name ?? "the role"} of ${result.from} was assigned minutes ago; come back in ten`,
          }
        : undefined;
    }),
  },
  {
    id: "R57",
    slug: "custom-role-gap",
    title: "Custom roles cover all that is needed.",
    why: "A custom role that covers a part looks as if it were enough.",
    severity: "error",
    blocks: [],
    check: (scene) =>
      scene.edges.flatMap((result): readonly Outcome[] => {
        const { decision } = result;
        const custom = decision?.grants.find(({ role }) => role?.isCustom === true);
        return decision?.verdict !== "missing" || custom === undefined
          ? []
          : [
              {
                status: "fail",
                subject: subjectOf(result),
                message: `the custom role ${custom.role?.name ?? ""} of ${result.from} lacks ${decision.missingActions.join(", ")}`,
                missingActions: decision.missingActions,
              },
            ];
      }),
  },
];

function subjectOf(result: EdgeResult): Outcome["subject"] {
  const { resourceId, principalId } = result;
  return {
    resourceId,
    edge: edgeName(result),
    ...(principalId === undefined ? {} : { principalId }),
  };
}

/** Looks at each grant that an edge rests on. */
function ofGrants(
  look: (
    grant: NonNullable<EdgeResult["decision"]>["grants"][number],
    result: EdgeResult,
    scene: Scene,
  ) => Pick<Outcome, "status" | "message"> | undefined,
): Rule["check"] {
  return (scene) => {
    const seen = new Set<string>();
    return scene.edges.flatMap((result) =>
      (result.decision?.grants ?? []).flatMap((grant): readonly Outcome[] => {
        const said = look(grant, result, scene);
        const key = `${grant.assignment.id} ${result.principalId ?? ""}`;
        if (said === undefined || seen.has(key)) return [];
        seen.add(key);
        return [{ ...said, subject: subjectOf(result), grantedBy: [decidingGrant(grant)] }];
      }),
    );
  };
}

function knownPrincipals(scene: Scene): ReadonlySet<string> {
  const ids = [...scene.evidence.resources.values()].flatMap((one) => principalOf(one) ?? []);
  return new Set(ids.map((id) => id.toLowerCase()));
}

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
