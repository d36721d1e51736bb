import type { ResolvedGroups } from "./group-lookup.ts";
import { isGuid } from "./is-guid.ts";
import type { VerifiedCaller } from "./token-verifier.ts";

/** Who asks, as the rest of the server may know them; deeply frozen. There is no anonymous one. */
export interface Principal {
  readonly tenantId: string;
  /** Object id in that tenant. */
  readonly objectId: string;
  /** A person, or an application by itself. */
  readonly kind: "user" | "app";
  /** The application through which the question came. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Object ids of all groups, transitive, in lower case, each once. Empty: sees no document. */
  readonly groups: readonly string[];
}

/**
 * Refuses a caller without identity: a verifier of the host's own may not keep what its type says.
 *
 * @throws TypeError
 */
export function requireCaller(caller: VerifiedCaller): void {
  const { tenantId, objectId, kind, clientId, scopes, roles } = caller;
  for (const id of [tenantId, objectId, clientId]) {
    if (typeof id !== "string" || id === "")
      throw new TypeError("guard: the caller has no identity");
  }
  if (kind !== "user" && kind !== "app")
    throw new TypeError("guard: the caller is of no known kind");
  if (!isTexts(scopes) || !isTexts(roles)) {
    throw new TypeError("guard: the caller's scopes and roles must be lists of texts");
  }
}

/**
 * Puts a caller and its groups together.
 *
 * @throws TypeError for a group that is not an object id: it is refused and not dropped, because a set that
 *   holds one such may hold others that are wrong.
 */
export function buildPrincipal(caller: VerifiedCaller, { ids }: ResolvedGroups): Principal {
  const { tenantId, objectId, kind, clientId, scopes, roles } = caller;
  return Object.freeze({
    tenantId,
    objectId,
    kind,
    clientId,
    scopes: frozen(scopes),
    roles: frozen(roles),
    groups: canonicalGroups(ids),
  });
}

function frozen(texts: readonly string[]): readonly string[] {
  return Object.isFrozen(texts) ? texts : Object.freeze([...texts]);
}

/** By lists that cannot change: somebody who asks often, and is in hundreds of groups, is judged once. */
const judged = new WeakMap<readonly string[], readonly string[]>();

function canonicalGroups(ids: readonly string[]): readonly string[] {
  if (!Array.isArray(ids)) throw unusable();
  const known = judged.get(ids);
  if (known !== undefined) return known;
  let isSorted = true;
  let previous = "";
  const groups = ids.map((id: unknown) => {
    const group = canonicalGroup(id);
    isSorted &&= group > previous;
    previous = group;
    return group;
  });
  // in a sorted list none is there twice
  const list = Object.freeze(isSorted ? groups : [...new Set(groups)]);
  if (Object.isFrozen(ids)) judged.set(ids, list);
  return list;
}

function canonicalGroup(id: unknown): string {
  if (typeof id !== "string") throw unusable();
  // as Entra writes them
  if (isGuid(id)) return id;
  const lowered = id.toLowerCase();
  if (!isGuid(lowered)) throw unusable();
  return lowered;
}

function unusable(): TypeError {
  return new TypeError("guard: the look-up returned a group that is not an object id");
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
