/** The first ones in an order, at most so many, without putting all of the others in order too. */
export function firstInOrder<T>(
  all: readonly T[],
  order: (left: T, right: T) => number,
  count: number,
): readonly T[] {
  if (count * 2 >= all.length) return all.toSorted(order).slice(0, count);
  const first: T[] = [];
  for (const each of all) {
    const last = first[count - 1];
    if (last !== undefined && order(each, last) >= 0) continue;
    first.splice(placeOf(each, first, order), 0, each);
    if (first.length > count) first.pop();
  }
  return first;
}

/** Where it belongs: after its equals. */
function placeOf<T>(each: T, sorted: readonly T[], order: (left: T, right: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other !== undefined && order(each, other) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
