import { isSameId, isWithin, nameOf } from "../evidence/resource-id.ts";
import { textAt, valueAt } from "../evidence/read-path.ts";
import type { Resource } from "../evidence/evidence.ts";
import { controlOnlyRole, decidingGrant, edgeSubject } from "./role-edge.ts";
import type { Outcome, Rule } from "./rule.ts";
import { principalOf, type Scene } from "./scene.ts";

/** Family R: why an edge has no grant, or one that does not count. */
export const roleGapRules: readonly Rule[] = [
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
          subject: edgeSubject(result),
          message: `${deny.name} denies ${result.from} ${actions.length} of the actions it needs on ${nameOf(result.resourceId)}; whoever owns the blueprint, stack or managed application can lift it`,
          actual: actions,
        })),
      );
    },
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
          subject: edgeSubject(result),
          message: `${result.from} is eligible for ${grant.role?.name ?? "the role"} and does not hold it; activate it, or make it active`,
          grantedBy: [decidingGrant(grant)],
        }));
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
                subject: edgeSubject(result),
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
                subject: edgeSubject(result),
                message: `${other.principalId} holds the role that ${result.from} lacks; was the identity made anew?`,
              },
            ];
      });
    },
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
        const others = userAssignedOf(scene.resourceOf(target));
        return others
          .filter(
            (principalId) =>
              scene.access.decide({ ...question, principalId }).verdict === "granted",
          )
          .map((principalId) => ({
            status: "fail",
            subject: { ...edgeSubject(result), principalId },
            message: `a user-assigned identity of ${result.from} holds the role, its system-assigned one does not`,
          }));
      }),
  },
  {
    id: "R55",
    slug: "control-plane-only",
    title: "Nobody counts on a role that manages a resource to give its data.",
    why: "Owner and Contributor have every action and no data action.",
    severity: "error",
    blocks: [],
    check: (scene) =>
      scene.edges.flatMap((result): readonly Outcome[] => {
        const role = controlOnlyRole(result, scene);
        return role === undefined || result.decision?.verdict !== "missing"
          ? []
          : [
              {
                status: "fail",
                subject: edgeSubject(result),
                message: `${result.from} holds ${role.name} on ${nameOf(result.resourceId)}, which has no data actions`,
                actual: role.name,
                missingActions: result.decision.missingActions,
              },
            ];
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
                subject: edgeSubject(result),
                message: `the custom role ${custom.role?.name ?? ""} of ${result.from} lacks ${decision.missingActions.join(", ")}`,
                missingActions: decision.missingActions,
              },
            ];
      }),
  },
];

function knownPrincipals(scene: Scene): ReadonlySet<string> {
  const ids = [...scene.evidence.resources.values()].flatMap((one) =>
    [principalOf(one) ?? [], userAssignedOf(one)].flat(),
  );
  return new Set(ids.map((id) => id.toLowerCase()));
}

/** The object ids of the other identities of a resource. */
function userAssignedOf(resource: Resource | undefined): readonly string[] {
  return Object.values(valueAt(resource, "identity.userAssignedIdentities") ?? {}).flatMap(
    (identity: unknown) => textAt(identity, "principalId") ?? [],
  );
}
