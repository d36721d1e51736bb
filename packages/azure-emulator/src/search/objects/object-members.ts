import { isJsonObject, type JsonObject } from "../json-object.ts";
import { invalidRequest, notEmulated, unknownMember } from "../search-error.ts";

/** What an object is called in refusals. */
export interface ObjectType {
  /** As in `synonymMap`. */
  readonly where: string;
  /** As in `SynonymMap`. */
  readonly type: string;
  readonly apiVersion: string;
}

/**
 * The members of an object, none of which is unknown.
 *
 * @throws SearchError for anything else.
 */
export function membersOf(
  value: unknown,
  known: readonly string[],
  { where, type, apiVersion }: ObjectType,
): JsonObject {
  if (!isJsonObject(value)) throw invalidRequest(where, `A ${type} must be an object.`);
  for (const member of Object.keys(value)) {
    if (known.includes(member) || member.startsWith("@odata.")) continue;
    throw unknownMember(where, member, { type, apiVersion });
  }
  if ((value["encryptionKey"] ?? null) !== null) {
    throw notEmulated(`'encryptionKey' in a ${type}`);
  }
  return value;
}

/**
 * A text that may be left out.
 *
 * @throws SearchError for a value of another type.
 */
export function optionalText(raw: JsonObject, member: string, where: string): string | null {
  const value = raw[member] ?? null;
  if (value === null || typeof value === "string") return value;
  throw invalidRequest(where, `The property '${member}' must be a string.`);
}
