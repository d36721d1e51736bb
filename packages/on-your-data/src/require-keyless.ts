const keyName =
  /^(?:(?:api|admin|query|search|openai|account|embedding|subscription)?_?-?keys?|connection_?string|secret|password)$/i;

/**
 * Refuses a setting that carries a key, at any depth of plain objects.
 *
 * @throws TypeError that names the keyless way, and not the key.
 */
export function requireKeyless(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (keyName.test(name)) throw keyRefused(name);
    if (name === "credential") requireTokenCredential(value);
    else if (typeof value === "object" && value !== null && isPlain(value)) requireKeyless(value);
  }
}

function requireTokenCredential(credential: unknown): void {
  const isObject = typeof credential === "object" && credential !== null;
  const getToken: unknown = isObject ? Reflect.get(credential, "getToken") : undefined;
  if (typeof getToken !== "function") throw keyRefused("credential");
}

function keyRefused(name: string): TypeError {
  return new TypeError(
    `on-your-data: ${name} carries a key or is none; pass a TokenCredential as credential, as ManagedIdentityCredential of @azure/identity, and give its identity the role`,
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}
