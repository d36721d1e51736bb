/**
 * The scopes as a list.
 *
 * @throws TypeError for none, or for one that is not the identifier of a resource or a permission.
 */
export function requireScopes(scopes: string | readonly string[]): readonly string[] {
  const list = typeof scopes === "string" ? [scopes] : [...scopes];
  // "a b" would be read as two scopes by one credential and as one by another
  if (
    list.length === 0 ||
    list.some((scope) => typeof scope !== "string" || !/^\S+$/.test(scope))
  ) {
    throw new TypeError(
      'token-credential-policy: scopes must name what the token is for, as in "https://search.azure.com/.default"',
    );
  }
  return Object.freeze(list);
}
