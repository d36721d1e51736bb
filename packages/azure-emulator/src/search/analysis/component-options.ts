import { isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { invalidRequest, notEmulated, unknownMember } from "../search-error.ts";

/** The options of a tokenizer, a filter or another part of an analyzer, which are read once each. */
export interface ComponentOptions {
  /** @throws SearchError for what is no whole number in the range. */
  integer(
    option: string,
    standard: number,
    range?: { readonly min?: number; readonly max?: number },
  ): number;
  /** @throws SearchError for what is no Boolean. */
  flag(option: string, standard: boolean): boolean;
  /** @throws SearchError for what is no string, or missing without a standard. */
  text(option: string, standard?: string): string;
  /** @throws SearchError for what is no list of strings, or missing without a standard. */
  texts(option: string, standard?: readonly string[]): readonly string[];
  /** @throws SearchError for what is none of the choices; of those that are not emulated it says so. */
  choice<const T extends string>(
    option: string,
    standard: T,
    choices: {
      readonly emulated: readonly T[];
      /** Those that the service has besides, parted by blanks (none). */
      readonly others?: string;
    },
  ): T;
  /** Whether an option is given at all. */
  has(option: string): boolean;
  /** @throws SearchError for an option that nobody has read. */
  requireNoOthers(): void;
  /** The definition, with the standards filled in. */
  definition(): JsonObject;
}

/** The longest that the service lets a term or a gram be. */
export const maxTermLength = 300;

/**
 * The options of one part; `type` is what the service calls it, as in `LengthTokenFilter`.
 *
 * @param raw Its definition, or nothing for one that is used by its predefined name.
 */
export function componentOptions(
  raw: JsonObject,
  {
    type,
    name,
    apiVersion,
  }: { readonly type: string; readonly name: string; readonly apiVersion: string },
): ComponentOptions {
  const found: Record<string, unknown> = {};
  const refuse = (option: string, wanted: string): Error =>
    invalidRequest(
      "index",
      `The property '${option}' of '${name}' of the type '${type}' must be ${wanted}.`,
    );
  const read = <T>(
    option: string,
    standard: T | undefined,
    check: (value: unknown) => value is T,
    wanted: string,
  ): T => {
    const value = raw[option] ?? standard;
    if (!check(value)) throw refuse(option, wanted);
    found[option] = value;
    return value;
  };
  return {
    integer(option, standard, { min = 0, max = maxTermLength } = {}) {
      const isInRange = (value: unknown): value is number =>
        Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
      return read(option, standard, isInRange, `a whole number from ${min} to ${max}`);
    },
    flag: (option, standard) => read(option, standard, isBoolean, "a Boolean"),
    text: (option, standard) => read(option, standard, isString, "a string"),
    texts: (option, standard) => read(option, standard, isStringList, "a list of strings"),
    choice(option, standard, { emulated, others = "" }) {
      const value = raw[option] ?? standard;
      if (typeof value === "string" && others.split(" ").includes(value)) {
        throw notEmulated(`'${value}' as the '${option}' of a ${type}`);
      }
      const isChoice = (each: unknown): each is typeof standard =>
        emulated.some((choice) => choice === each);
      return read(option, standard, isChoice, `one of ${emulated.join(", ")}`);
    },
    has: (option) => (raw[option] ?? null) !== null,
    requireNoOthers() {
      const unknown = Object.keys(raw).find(
        (member) => member !== "@odata.type" && member !== "name" && !Object.hasOwn(found, member),
      );
      if (unknown !== undefined) throw unknownMember("index", unknown, { type, apiVersion });
    },
    definition: () => ({ "@odata.type": raw["@odata.type"], name, ...found }),
  };
}

const typePrefix = "#Microsoft.Azure.Search.";

/**
 * The name of a part of an analyzer and its type, as in `LengthTokenFilter`.
 *
 * @param list Where it stands, as in `tokenFilters`.
 * @throws SearchError for what is no such thing, and for a name that the service would not take.
 */
export function readComponent(
  value: unknown,
  list: string,
): { readonly raw: JsonObject; readonly name: string; readonly type: string } {
  const raw = isJsonObject(value) ? value : {};
  const { name, "@odata.type": type } = raw;
  if (typeof name !== "string" || !/^[a-z\d](?:[\w\- ]{0,126}[a-z\d])?$/i.test(name)) {
    throw invalidRequest(
      "index",
      `Invalid name '${showJson(name)}' in '${list}'. Names must only contain letters, digits, spaces, dashes or underscores, can only start and end with alphanumeric characters, and are limited to 128 characters.`,
    );
  }
  if (typeof type !== "string" || !type.startsWith(typePrefix)) {
    throw invalidRequest("index", `'${name}' in '${list}' must have an '@odata.type'.`);
  }
  return { raw, name, type: type.slice(typePrefix.length) };
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isString);
}
