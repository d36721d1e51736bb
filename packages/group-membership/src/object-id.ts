const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An object id in its one form, lower case without braces; `undefined` for anything else. */
export function canonicalObjectId(value: unknown): string | undefined {
  return typeof value === "string" && guid.test(value) ? value.toLowerCase() : undefined;
}

/** Group ids in their one form, each once, sorted; `undefined` if one of them is no object id. */
export function canonicalGroupIds(values: Iterable<unknown>): readonly string[] | undefined {
  const ids = new Set<string>();
  for (const value of values) {
    const id = canonicalObjectId(value);
    // dropping it would turn an answer that we do not understand into a smaller set that looks whole
    if (id === undefined) return undefined;
    ids.add(id);
  }
  return Object.freeze([...ids].toSorted());
}
