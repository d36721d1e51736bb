/**
 * Refuses a setting that is unknown: misspelt, it would be a guard that is never put up.
 *
 * @param known Every setting that there is.
 * @throws TypeError that names the ones there are, and not the value.
 */
export function requireKnownOptions<T extends object>(
  options: T,
  known: Readonly<Record<keyof T, true>>,
): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new TypeError(
    `on-your-data: there is no option ${unknown.slice(0, 64)}; there are ${Object.keys(known).join(", ")}`,
  );
}
