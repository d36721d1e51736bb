/**
 * Refuses a setting that is unknown, for it may carry a key, or a guard that would never be put up.
 *
 * @throws TypeError that names the keyless way, and not the value.
 */
export function requireKnownOptions(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(
    `keyless-proxy: there is no option ${unknown.slice(0, 64)}; in place of a key, pass a TokenCredential as credential, as ManagedIdentityCredential of @azure/identity, and give its identity the role`,
  );
}
