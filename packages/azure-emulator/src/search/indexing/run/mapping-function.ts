import { createHash } from "node:crypto";
import type { JsonObject } from "../../json-object.ts";

/** What is made of a value before it is indexed. */
export interface MappingFunction {
  readonly name: string;
  readonly parameters: JsonObject | null;
}

type Apply = (text: string, parameters: JsonObject) => unknown;

/**
 * By their names in lower case, for the service does not go by it.
 *
 * @see https://learn.microsoft.com/azure/search/search-indexer-field-mappings#mapping-functions-and-examples
 */
const functions: Readonly<Record<string, Apply>> = {
  base64encode: (text, { useHttpServerUtilityUrlTokenEncode: isToken = true }) =>
    isToken === true ? encodeUrlToken(text) : Buffer.from(text).toString("base64url"),
  base64decode: (text, { useHttpServerUtilityUrlTokenDecode: isToken = true }) =>
    isToken === true ? decodeUrlToken(text) : Buffer.from(text, "base64url").toString(),
  extracttokenatposition(text, { delimiter, position }) {
    const token = text.split(textOf(delimiter))[Number(position)];
    if (token === undefined)
      throw new RangeError(`There is no token at position ${Number(position)}.`);
    return token;
  },
  jsonarraytostringcollection(text) {
    const values: unknown = JSON.parse(text);
    if (Array.isArray(values) && values.every((value) => typeof value === "string")) return values;
    throw new TypeError("The value is not a JSON array of strings.");
  },
  urlencode: (text) =>
    encodeURIComponent(text)
      .replaceAll("%20", "+")
      .replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  urldecode: (text) => decodeURIComponent(text.replaceAll("+", " ")),
  fixedlengthencode: (text) => createHash("sha256").update(text).digest("hex"),
  tojson: (text) => JSON.parse(text) as unknown,
};

function textOf(parameter: unknown): string {
  if (typeof parameter === "string") return parameter;
  throw new TypeError("A parameter must be a text.");
}

/** Whether the service has a function by that name. */
export function isMappingFunction(name: string): boolean {
  return Object.hasOwn(functions, name.toLowerCase());
}

/**
 * What a function makes of a value; of nothing it makes nothing.
 *
 * @throws Error for a value that it cannot be applied to.
 */
export function applyMappingFunction(
  { name, parameters }: MappingFunction,
  value: unknown,
): unknown {
  if (value === undefined || value === null) return value;
  const apply = functions[name.toLowerCase()];
  if (typeof value !== "string" || !apply) throw new TypeError("The value is not a string.");
  return apply(value, parameters ?? {});
}

/** As `HttpServerUtility.UrlTokenEncode` does: how much was filled up stands at the end. */
export function encodeUrlToken(text: string): string {
  const base64 = Buffer.from(text).toString("base64");
  const padding = /=*$/.exec(base64)?.[0].length ?? 0;
  const bare = Buffer.from(text).toString("base64url");
  return bare === "" ? "" : `${bare}${padding}`;
}

function decodeUrlToken(token: string): string {
  if (token === "") return "";
  if (!/^[\w-]*[0-2]$/.test(token)) throw new TypeError("The value is not a URL token.");
  return Buffer.from(token.slice(0, -1), "base64url").toString();
}
