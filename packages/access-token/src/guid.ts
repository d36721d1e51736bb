const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A GUID in its one form, lower case without braces; `undefined` for anything else. */
export function canonicalGuid(value: unknown): string | undefined {
  return typeof value === "string" && guid.test(value) ? value.toLowerCase() : undefined;
}
