/** Whether a text becomes another one by so many changed, added, missing or swapped letters. */
export function isSimilar(text: string, other: string, maxChanges: number): boolean {
  if (Math.abs(text.length - other.length) > maxChanges) return false;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= text.length; row += 1) {
    const distances = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = text[row - 1] === other[column - 1];
      const isSwapped = text[row - 1] === other[column - 2] && text[row - 2] === other[column - 1];
      distances.push(
        Math.min(
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          (last[column] ?? 0) + 1,
          (distances[column - 1] ?? 0) + 1,
          isSwapped && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = distances;
  }
  return (last[other.length] ?? Infinity) <= maxChanges;
}
