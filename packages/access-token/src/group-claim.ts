import { AccessTokenError } from "./access-token-error.ts";
import { canonicalGuid } from "./guid.ts";
import type { Claims } from "./unverified-token.ts";

/**
 * What a token says about its user's groups. `listed` is what the token carries, which is all of them
 * only where the app's manifest promises it; `overage` says that there are too many to carry; `absent`
 * may be a user in no group or an app that does not ask for the claim.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#groups-overage-claim
 */
export type GroupClaim =
  | {
      readonly state: "listed";
      /** Object ids in lower case, each once, sorted. */
      readonly ids: readonly string[];
    }
  | { readonly state: "overage" }
  | { readonly state: "absent" };

/**
 * Reads the group claim of a token. The addresses in `_claim_sources` are never read: they name a
 * service that is gone, and whoever followed them would send a token wherever they point.
 *
 * @throws AccessTokenError `invalid_token` where the claim holds anything but object ids, as names do:
 *   names are not unique, so the whole token is refused.
 */
export function readGroupClaim(claims: Claims): GroupClaim {
  if (isOverage(claims)) return Object.freeze({ state: "overage" });
  const groups = claims["groups"];
  if (groups === undefined) return Object.freeze({ state: "absent" });
  if (!Array.isArray(groups)) throw unusable();
  const ids: string[] = [];
  let isSorted = true;
  let previous = "";
  for (const group of groups as readonly unknown[]) {
    const id = canonicalGuid(group);
    if (id === undefined) throw unusable();
    isSorted &&= id > previous;
    previous = id;
    ids.push(id);
  }
  // a sorted list holds none twice
  const sorted = isSorted ? ids : [...new Set(ids)].toSorted();
  return Object.freeze({ state: "listed", ids: Object.freeze(sorted) });
}

/** Any sign of overage counts, also next to a list: a list beside it is not the whole list. */
function isOverage(claims: Claims): boolean {
  const { hasgroups, _claim_names: names } = claims;
  if (hasgroups === true || hasgroups === "true") return true;
  if (Object.keys(claims).some((name) => name.startsWith("groups:"))) return true;
  if (names === undefined) return false;
  if (typeof names !== "object" || names === null) throw unusable();
  return Object.hasOwn(names, "groups");
}

function unusable(): AccessTokenError {
  return new AccessTokenError(
    "invalid_token",
    "The group claim of the access token does not hold object ids; let the app's manifest emit group ids.",
    { reason: "groups" },
  );
}
