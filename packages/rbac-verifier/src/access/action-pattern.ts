/**
 * Whether every action of one pattern is an action of another. `*` stands for any run of characters,
 * slashes included; case does not count.
 *
 * A `*` of the inner pattern may become any text, so only a `*` of the outer one can answer for it: the
 * inner pattern is matched as if its stars were a letter that no pattern spells out. A plain action is a
 * pattern without stars.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format
 */
export function coversActions(outer: string, inner: string): boolean {
  const pattern = outer.toLowerCase();
  const text = inner.toLowerCase();
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** Whether two patterns have an action in common. */
export function overlapsActions(left: string, right: string): boolean {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  // row[j]: the rest of `a` from i has something in common with the rest of `b` from j
  let below: boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = b.length; j >= 0; j--) {
      row[j] =
        i === a.length && j === b.length
          ? true
          : a[i] === "*"
            ? below[j] === true || (j < b.length && row[j + 1] === true)
            : b[j] === "*"
              ? row[j + 1] === true || (i < a.length && below[j] === true)
              : i < a.length && j < b.length && a[i] === b[j] && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}
