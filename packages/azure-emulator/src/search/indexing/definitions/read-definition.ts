import { isJsonObject, showJson, type JsonObject } from "../../json-object.ts";
import { invalidRequest, unknownMember } from "../../search-error.ts";

/** What a definition is, for what is said of its mistakes. */
export interface DefinitionKind {
  /** The part of the request, as in `indexer`. */
  readonly where: string;
  /** As in `Indexer`. */
  readonly type: string;
  readonly apiVersion: string;
}

/** Reads the members of an object; what is `null` counts as missing. All methods throw SearchError. */
export interface MemberReader {
  readonly kind: DefinitionKind;
  /** As it was sent; `undefined` where it is missing. */
  raw(name: string): unknown;
  text(name: string): string;
  optionalText(name: string): string | null;
  oneOf<Value extends string>(name: string, values: readonly Value[], byDefault: Value): Value;
  integer(
    name: string,
    range: { readonly min: number; readonly max: number; readonly byDefault: number },
  ): number;
  flag(name: string, byDefault: boolean): boolean;
  /** The elements of a list (empty), each read by itself. */
  list<Element>(name: string, read: (value: unknown) => Element): readonly Element[];
}

/**
 * Reads an object, and refuses what nobody asked it for.
 *
 * @throws SearchError for members that are wrong, missing or unknown.
 */
export function readDefinition<Definition>(
  value: unknown,
  kind: DefinitionKind,
  build: (read: MemberReader) => Definition,
): Definition {
  const { where, type } = kind;
  if (!isJsonObject(value)) throw invalidRequest(where, `${type} must be an object.`);
  const asked = new Set(["@odata.context", "@odata.etag", "@odata.type"]);
  const definition = build(createReader(value, kind, asked));
  const unknown = Object.keys(value).find((name) => !asked.has(name));
  if (unknown !== undefined) throw unknownMember(where, unknown, kind);
  return definition;
}

function createReader(object: JsonObject, kind: DefinitionKind, asked: Set<string>): MemberReader {
  const refuse = (name: string, wanted: string): Error =>
    invalidRequest(kind.where, `The property '${name}' of ${kind.type} must be ${wanted}.`);
  const raw = (name: string): unknown => {
    asked.add(name);
    return object[name] ?? undefined;
  };
  return {
    kind,
    raw,
    text(name) {
      const value = raw(name);
      if (typeof value !== "string" || value === "") throw refuse(name, "a text");
      return value;
    },
    optionalText(name) {
      const value = raw(name) ?? null;
      if (value !== null && typeof value !== "string") throw refuse(name, "a text");
      return value;
    },
    oneOf(name, values, byDefault) {
      const value = raw(name) ?? byDefault;
      const found = values.find((each) => each === value);
      if (found !== undefined) return found;
      throw invalidRequest(
        kind.where,
        `The value '${showJson(value)}' of the property '${name}' is not one of ${values.join(", ")}.`,
      );
    },
    integer(name, { min, max, byDefault }) {
      const value = raw(name) ?? byDefault;
      const isFit = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
      if (!isFit && value !== byDefault) throw refuse(name, `an integer from ${min} to ${max}`);
      return Number(value);
    },
    flag(name, byDefault) {
      const value = raw(name) ?? byDefault;
      if (typeof value !== "boolean") throw refuse(name, "true or false");
      return value;
    },
    list(name, read) {
      const value = raw(name) ?? [];
      if (!Array.isArray(value)) throw refuse(name, "a list");
      return value.map(read);
    },
  };
}
