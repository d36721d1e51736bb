/**
 * Sees to it that each option is one: one that is misspelt would be as if it were not given.
 *
 * @param of What takes the options, as `verify`.
 * @throws TypeError that names those that there are.
 */
export function requireKnownOptions<T extends object>(
  of: string,
  options: T,
  names: Readonly<Record<keyof T, true>>,
): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown !== undefined) {
    throw new TypeError(
      `rbac-verifier: ${of} has no option ${unknown}; use ${Object.keys(names).join(", ")}`,
    );
  }
}
