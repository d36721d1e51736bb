import { nameOf } from "../evidence/resource-id.ts";
import { fails } from "./outcome.ts";
import type { Rule } from "./rule.ts";

/** Family R: the list of role assignments as such. */
export const roleAssignmentRules: readonly Rule[] = [
  {
    id: "R51",
    slug: "classic-admin",
    title: "Nobody is a classic administrator.",
    why: "They are retired and grant nothing, yet look as if they did.",
    severity: "info",
    blocks: [],
    check: ({ ofType }) =>
      ofType("Microsoft.Authorization/classicAdministrators").map((one) =>
        fails(one, "a classic administrator is listed, whose rights ended with that kind"),
      ),
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
];
