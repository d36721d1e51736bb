/** An object id in its one form, lower case without braces; `undefined` for anything else. */
export function canonicalObjectId(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  // as Entra writes them
  if (isGuid(value)) return value;
  const id = value.toLowerCase();
  return isGuid(id) ? id : undefined;
}

/** 1 at the code of each lower-case hexadecimal digit. */
const digits = Uint8Array.from({ length: 128 }, (_, code) =>
  Number("0123456789abcdef".includes(String.fromCharCode(code))),
);

/** Counts: people are in hundreds of groups, and a regular expression takes twice as long. */
function isGuid(text: string): boolean {
  if (text.length !== 36) return false;
  let count = 0;
  for (let at = 0; at < 36; at += 1) count += digits[text.charCodeAt(at)] ?? 0;
  // the other four are hyphens in their places
  return (
    count === 32 && text[8] === "-" && text[13] === "-" && text[18] === "-" && text[23] === "-"
  );
}

/** By lists that cannot change, as those of a remembered token or of a cache: they are judged once. */
const judged = new WeakMap<readonly unknown[], readonly string[]>();

/** Group ids in their one form, each once, sorted; `undefined` if one of them is no object id. */
export function canonicalGroupIds(values: readonly unknown[]): readonly string[] | undefined {
  const known = judged.get(values);
  if (known !== undefined) return known;
  const ids: string[] = [];
  let isSorted = true;
  let previous = "";
  for (const value of values) {
    const id = canonicalObjectId(value);
    // dropping it would turn an answer that we do not understand into a smaller set that looks whole
    if (id === undefined) return undefined;
    isSorted &&= id > previous;
    previous = id;
    ids.push(id);
  }
  // a list that is sorted holds none twice, and most have been through here before
  const list = Object.freeze(isSorted ? ids : [...new Set(ids)].toSorted());
  judged.set(list, list);
  if (Object.isFrozen(values)) judged.set(values, list);
  return list;
}
