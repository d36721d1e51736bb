import { badRequestFormat } from "./management-error.ts";

/** What a `$filter` of assignments asks for. */
interface AssignmentFilter {
  /** Only those at the scope and above. */
  readonly atScope: boolean;
  /** Only those of that principal itself. */
  readonly principalId: string | undefined;
  /** Only those of that principal and of the groups that it is in. */
  readonly assignedTo: string | undefined;
  /** Only the deny assignment of that name. */
  readonly denyAssignmentName: string | undefined;
}

/** The forms that a list can be filtered by. */
type AssignmentFilterForm = "atScope" | "principalId" | "assignedTo" | "denyAssignmentName";

const id = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const forms: Readonly<Record<AssignmentFilterForm, RegExp>> = {
  atScope: /^atScope\(\)$/i,
  principalId: new RegExp(`^principalId\\s+eq\\s+(?:'(${id})'|(${id}))$`, "i"),
  assignedTo: new RegExp(`^assignedTo\\('(${id})'\\)$`, "i"),
  denyAssignmentName: /^denyAssignmentName\s+eq\s+'([^']*)'$/i,
};

/**
 * Reads a filter.
 *
 * @param accepted The forms that have a meaning there. Two of them may be joined by `and`.
 * @throws ManagementError for any other filter: none is ever ignored.
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export function parseAssignmentFilter(
  filter: string | null,
  accepted: readonly AssignmentFilterForm[],
): AssignmentFilter {
  const found = new Map<AssignmentFilterForm, string>();
  for (const part of filter === null ? [] : filter.trim().split(/\s+and\s+/i)) {
    const form = accepted.find((name) => forms[name].test(part));
    if (!form || found.has(form)) throw badRequestFormat();
    const [, quoted, bare] = forms[form].exec(part) ?? [];
    found.set(form, quoted ?? bare ?? "");
  }
  return {
    atScope: found.has("atScope"),
    principalId: found.get("principalId")?.toLowerCase(),
    assignedTo: found.get("assignedTo")?.toLowerCase(),
    denyAssignmentName: found.get("denyAssignmentName"),
  };
}
