const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A GUID in its one form, lower case without braces; `undefined` for anything else. */
export function canonicalGuid(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length !== 36) return undefined;
  // as Entra writes them
  if (guid.test(value)) return value;
  const id = value.toLowerCase();
  return guid.test(id) ? id : undefined;
}
