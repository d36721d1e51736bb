import type { BooleanFunction, FieldPath, GeoDistance, GeoPoint } from "./filter.ts";
import type { TokenReader } from "./token-reader.ts";

const functionNames = new Set([
  "search.in",
  "search.ismatch",
  "search.ismatchscoring",
  "geo.distance",
  "geo.intersects",
]);

/** Whether a name is that of a function; names are in small letters. */
export function isFunctionName(name: string): boolean {
  return functionNames.has(name);
}

/**
 * Reads a call from its name on.
 *
 * @throws FilterError for arguments that the function does not take.
 */
export function parseFunctionCall(reader: TokenReader): GeoDistance | BooleanFunction {
  const { text: name, offset } = reader.peek();
  reader.skip(1);
  reader.expectPunctuation("(");
  const call = argumentsOf(reader, name);
  reader.expectPunctuation(")");
  return reader.at(call, offset);
}

function argumentsOf(reader: TokenReader, name: string): GeoDistance | BooleanFunction {
  switch (name) {
    case "search.in":
      return searchIn(reader);
    case "geo.distance":
      return geoDistance(reader);
    case "geo.intersects":
      return geoIntersects(reader);
    default:
      return isMatch(reader, name as "search.ismatch" | "search.ismatchscoring");
  }
}

function searchIn(reader: TokenReader): BooleanFunction {
  const path = takePath(reader);
  reader.expectPunctuation(",");
  const values = takeString(reader);
  if (!reader.takePunctuation(",")) return { kind: "search.in", path, values };
  return { kind: "search.in", path, values, delimiters: takeString(reader) };
}

function isMatch(
  reader: TokenReader,
  kind: "search.ismatch" | "search.ismatchscoring",
): BooleanFunction {
  const search = takeString(reader);
  if (!reader.takePunctuation(",")) return { kind, search };
  const fields = takeFields(reader);
  if (!reader.takePunctuation(",")) return { kind, search, fields };
  const queryType = takeOneOf(reader, ["full", "simple"]);
  reader.expectPunctuation(",");
  const searchMode = takeOneOf(reader, ["any", "all"]);
  return { kind, search, fields, queryType, searchMode };
}

function geoDistance(reader: TokenReader): GeoDistance {
  if (reader.peek().kind === "geography") {
    const point = takePoint(reader);
    reader.expectPunctuation(",");
    return { kind: "geo.distance", path: takePath(reader), point };
  }
  const path = takePath(reader);
  reader.expectPunctuation(",");
  return { kind: "geo.distance", path, point: takePoint(reader) };
}

function geoIntersects(reader: TokenReader): BooleanFunction {
  const path = takePath(reader);
  reader.expectPunctuation(",");
  const ring = /^POLYGON ?\(\((.*)\)\)$/s.exec(takeGeography(reader))?.[1];
  const polygon = ring?.split(",").map((text) => pointOf(text.trim()));
  const [first, last] = [polygon?.[0], polygon?.at(-1)];
  const isClosed =
    first !== undefined &&
    Number(first.longitude) === Number(last?.longitude) &&
    Number(first.latitude) === Number(last?.latitude);
  if (!polygon || polygon.length < 4 || !isClosed || polygon.includes(undefined)) {
    throw reader.unexpected("a polygon of four points or more, the last like the first", -1);
  }
  return { kind: "geo.intersects", path, polygon: polygon as GeoPoint[] };
}

function takePath(reader: TokenReader): FieldPath {
  const path = [reader.takeIdentifier()];
  while (reader.takePunctuation("/")) path.push(reader.takeIdentifier());
  return path;
}

function takeString(reader: TokenReader): string {
  const { kind, text } = reader.peek();
  if (kind !== "string") {
    throw reader.unexpected("a string");
  }
  reader.skip(1);
  return text.replaceAll("''", "'");
}

/** Field paths parted by commas: nothing else, or what a search looks into would be anybody's guess. */
function takeFields(reader: TokenReader): string {
  const fields = takeString(reader);
  const path = /^ *(?:[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*)? *$/;
  if (fields.split(",").every((field) => path.test(field))) return fields;
  throw reader.unexpected("the paths of fields, parted by commas", -1);
}

function takeOneOf<T extends string>(reader: TokenReader, allowed: readonly T[]): T {
  const text = takeString(reader);
  const found = allowed.find((one) => one === text);
  if (found !== undefined) return found;
  const list = allowed.map((one) => `'${one}'`).join(" or ");
  throw reader.unexpected(list, -1);
}

function takePoint(reader: TokenReader): GeoPoint {
  const text = /^POINT ?\((.*)\)$/s.exec(takeGeography(reader))?.[1];
  const point = text === undefined ? undefined : pointOf(text);
  if (point) return point;
  throw reader.unexpected("a point, its longitude and latitude parted by a blank", -1);
}

function takeGeography(reader: TokenReader): string {
  const { kind, text } = reader.peek();
  if (kind !== "geography") {
    throw reader.unexpected("a point or polygon, as in geography'POINT(1.5 2)'");
  }
  reader.skip(1);
  return text;
}

function pointOf(text: string): GeoPoint | undefined {
  const number = String.raw`[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
  const match = new RegExp(`^(${number}) +(${number})$`).exec(text);
  const [, longitude = "", latitude = ""] = match ?? [];
  const isOnEarth = Math.abs(Number(longitude)) <= 180 && Math.abs(Number(latitude)) <= 90;
  return match && isOnEarth ? { longitude, latitude } : undefined;
}
