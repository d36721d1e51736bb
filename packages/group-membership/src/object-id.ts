const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An object id in its one form, lower case without braces; `undefined` for anything else. */
export function canonicalObjectId(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  // as Entra writes them
  if (guid.test(value)) return value;
  const id = value.toLowerCase();
  return guid.test(id) ? id : undefined;
}

/** Lists that were made below and cannot change: what a cache gives back need not be judged again. */
const canonicalLists = new WeakSet<readonly unknown[]>();

/** Group ids in their one form, each once, sorted; `undefined` if one of them is no object id. */
export function canonicalGroupIds(values: readonly unknown[]): readonly string[] | undefined {
  if (canonicalLists.has(values)) return values as readonly string[];
  const ids: string[] = [];
  let isSorted = true;
  for (const value of values) {
    const id = canonicalObjectId(value);
    // dropping it would turn an answer that we do not understand into a smaller set that looks whole
    if (id === undefined) return undefined;
    isSorted &&= ids.length === 0 || id > ids.at(-1)!;
    ids.push(id);
  }
  // a list that is sorted holds none twice, and most have been through here before
  const list = Object.freeze(isSorted ? ids : [...new Set(ids)].toSorted());
  canonicalLists.add(list);
  return list;
}
