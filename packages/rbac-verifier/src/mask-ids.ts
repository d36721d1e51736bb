import { createHash } from "node:crypto";
import { builtInRoles } from "./access/built-in-roles.ts";
import { azurePolicies } from "./rules/azure-policies.ts";
import { ruleCatalogue } from "./rules/catalogue.ts";
import { graphRoles } from "./rules/entra.ts";
import { managedSubscription } from "./rules/search-firewall.ts";

const guid = /(?<![\da-f])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-f])/gi;

const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * Replaces what could tell whose set-up it is: ids of subscriptions, tenants, principals, groups and apps, and any
 * other GUID that is not Azure's own (built-in roles, policies, permissions of Graph). The same id becomes the same
 * word in every text and every run, so that masked reports can be compared and a masked snapshot is judged as the
 * true one. Names stay, as do words that are no GUIDs.
 */
export function maskIds(text: string): string {
  return text.replace(guid, (found) => {
    const id = found.toLowerCase();
    if (azureOwn().has(id)) return found;
    const digest = createHash("sha256").update(`entrim-mask ${id}`).digest("hex");
    return `${nobody.slice(0, -12)}${digest.slice(0, 12)}`;
  });
}

let known: ReadonlySet<string> | undefined;

/** Ids that are the same for everybody. */
function azureOwn(): ReadonlySet<string> {
  return (known ??= new Set([
    nobody,
    managedSubscription,
    ...azurePolicies.map(({ id }) => id),
    ...Object.values(graphRoles),
    ...builtInRoles.map(({ id }) => id),
    ...ruleCatalogue.flatMap(({ aka = [] }) => aka).filter((name) => name.match(guid) !== null),
  ]));
}
