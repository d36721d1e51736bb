const keyName =
  /^(?:(?:api|admin|query|search|openai|account|embedding|storage|subscription)?_?-?keys?|connection_?string|sas(?:_?token)?|secret|password)$/i;

/**
 * Refuses a setting that carries a key, at any depth of plain objects.
 *
 * @throws TypeError that names the keyless way, and not the key.
 */
export function requireKeyless(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const isCredential = typeof Reflect.get(Object(value) as object, "getToken") === "function";
    if (keyName.test(name) || (name === "credential" && !isCredential)) {
      throw new TypeError(
        `ingestion: ${name} carries a key or is none; pass a TokenCredential as credential, as ManagedIdentityCredential of @azure/identity, and give its identity the role`,
      );
    }
    if (name !== "credential" && typeof value === "object" && value !== null && isPlain(value)) {
      requireKeyless(value);
    }
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}
