import { levelOf, nameOf, subscriptionOf } from "../evidence/resource-id.ts";
import { textAt, type Json } from "../evidence/read-path.ts";
import type { AzureClient } from "./azure-client.ts";
import type { EvidenceReader } from "./evidence-reader.ts";

const authorization = "providers/Microsoft.Authorization";

/**
 * Reads who may do what on resources: assignments at and above each, deny assignments, what is merely
 * eligible, definitions of the roles, and by which groups the principals hold them.
 */
export async function readAccess(
  resources: readonly string[],
  principals: readonly string[],
  arm: AzureClient,
  reader: EvidenceReader,
): Promise<void> {
  const { collector } = reader;
  const [assignments, denials, eligible] = await Promise.all([
    everywhere(resources, (id) =>
      reader.rows("role assignments", at("roleAssignments?api-version=2022-04-01", id)),
    ),
    everywhere(resources, (id) =>
      reader.rows("deny assignments", at("denyAssignments?api-version=2022-04-01", id)),
    ),
    everywhere(resources, (id) =>
      reader.attempt("eligible assignments", () =>
        arm.list(at("roleEligibilityScheduleInstances?api-version=2020-10-01", id)),
      ),
    ),
    readGroups(resources, principals, arm, reader),
  ]);
  if (denials !== undefined) {
    collector.markRead("denyAssignments");
    collector.markComplete("denyAssignments");
  }
  if (eligible !== undefined) {
    for (const row of eligible) collector.addEligible(row);
    collector.markRead("eligibleAssignments");
    collector.markComplete("pim");
  }
  if (assignments === undefined) return;
  collector.markRead("roleAssignments");
  // the filter gives what is inherited as well
  collector.markComplete("roleAssignments:inherited");
  addManagementGroups(resources, assignments, reader);
  const roles = new Set(
    assignments.flatMap((row) => textAt(row, "properties.roleDefinitionId") ?? []),
  );
  await Promise.all(
    [...roles].map((id) =>
      reader.attempt("a role definition", async () => {
        // asked for at a resource: whoever may read only that is refused at the subscription
        const role = await arm.get(
          `${resources[0] ?? ""}/${authorization}/roleDefinitions/${nameOf(id)}?api-version=2022-04-01`,
        );
        if (role !== undefined) {
          collector.add({ ...(role as object), type: "Microsoft.Authorization/roleDefinitions" });
        }
      }),
    ),
  );
}

/** The list of what stands at a resource and above it. */
function at(kind: string, id: string): string {
  return `${id}/${authorization}/${kind}&$filter=atScope()`;
}

/** Rows of all resources; undefined when those of one could not be read. */
async function everywhere(
  resources: readonly string[],
  read: (id: string) => Promise<readonly Json[] | undefined>,
): Promise<readonly Json[] | undefined> {
  const answers = await Promise.all(resources.map(read));
  return answers.includes(undefined) ? undefined : answers.flatMap((rows) => rows ?? []);
}

/** What is listed at a resource from a management group is from one above it. */
function addManagementGroups(
  resources: readonly string[],
  assignments: readonly Json[],
  { collector }: EvidenceReader,
): void {
  const groups = assignments
    .flatMap((row) => textAt(row, "properties.scope") ?? [])
    .filter((scope) => levelOf(scope) === "management group")
    .map(nameOf);
  for (const id of resources) {
    const subscription = subscriptionOf(id);
    if (subscription !== undefined) collector.addManagementGroups(subscription, groups);
  }
}

/** Azure itself follows groups into groups when it is asked for whom an assignment is. */
async function readGroups(
  resources: readonly string[],
  principals: readonly string[],
  arm: AzureClient,
  reader: EvidenceReader,
): Promise<void> {
  const answers = await Promise.all(
    principals.map((principal) =>
      reader.attempt("the groups of a principal", async () => {
        const rows = await Promise.all(
          resources.map((id) =>
            arm.list(
              `${id}/${authorization}/roleAssignments?api-version=2022-04-01&$filter=atScope()%20and%20assignedTo('${encodeURIComponent(principal)}')`,
            ),
          ),
        );
        const holders = rows.flat().flatMap((row) => textAt(row, "properties.principalId") ?? []);
        const groups = holders.filter((id) => id.toLowerCase() !== principal.toLowerCase());
        reader.collector.addGroups(principal, [...new Set(groups)]);
        return true;
      }),
    ),
  );
  if (!answers.includes(undefined)) reader.collector.markComplete("roleAssignments:groups");
}
