/** Anything that JSON can hold. */
export type Json = unknown;

/**
 * What stands at a path in JSON, as `properties.networkAcls.bypass`. Case does not count: exports of
 * PowerShell begin members with a capital.
 */
export function valueAt(value: Json, path: string): Json {
  let current: unknown = value;
  for (const name of path.split(".")) {
    if (typeof current !== "object" || current === null) return undefined;
    const key = Object.hasOwn(current, name)
      ? name
      : Object.keys(current).find((other) => other.toLowerCase() === name.toLowerCase());
    if (key === undefined) return undefined;
    current = Reflect.get(current, key);
  }
  return current === null ? undefined : current;
}

/** The text at a path, or nothing. */
export function textAt(value: Json, path: string): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The text at a path in lower case: the names of settings differ in case between services. */
export function wordAt(value: Json, path: string): string | undefined {
  return textAt(value, path)?.toLowerCase();
}

/** The list at a path; an empty one when there is none. */
export function listAt(value: Json, path: string): readonly Json[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

/** The texts of a list at a path. */
export function textsAt(value: Json, path: string): readonly string[] {
  return listAt(value, path).filter((entry) => typeof entry === "string");
}
