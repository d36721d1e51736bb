import { levelOf, nameOf } from "../evidence/resource-id.ts";
import type { EdgeResult } from "./edge.ts";
import { decidingGrant, edgeSubject } from "./role-edge.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

const dayInMs = 86_400_000;

/** Family R: what is odd about the grants that edges rest on. */
export const roleGrantRules: readonly Rule[] = [
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
            subject: edgeSubject(result),
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
    id: "R56",
    slug: "too-fresh",
    title: "Needed grants are old enough to have arrived.",
    why: "A grant takes up to ten minutes; one by way of a group up to a day for an identity.",
    severity: "info",
    blocks: [],
    check: ofGrants(({ assignment, role, via }, result, { nowInMs }) => {
      const age =
        assignment.createdOn === undefined
          ? Number.NaN
          : nowInMs - Date.parse(assignment.createdOn);
      const isOfGroup = via === "group" && result.principalType === "ServicePrincipal";
      const [longest, when] = isOfGroup ? [dayInMs, "tomorrow"] : [600_000, "in ten minutes"];
      return age >= 0 && age < longest
        ? {
            status: "review",
            message: `${role?.name ?? "the role"} of ${result.from} was assigned ${isOfGroup ? "to its group today" : "minutes ago"}; come back ${when}`,
          }
        : undefined;
    }),
  },
];

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
        return [{ ...said, subject: edgeSubject(result), grantedBy: [decidingGrant(grant)] }];
      }),
    );
  };
}
