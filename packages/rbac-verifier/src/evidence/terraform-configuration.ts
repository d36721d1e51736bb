import { textAt, valueAt, type Json } from "./read-path.ts";
import type { TerraformRow } from "./terraform-plan.ts";

/** More text in text is no configuration. */
const maxDepth = 32;

/**
 * The resources of a configuration in JSON. Variables have their defaults; calls of functions and modules that are
 * elsewhere are unknown.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function rowsOfConfiguration(json: Json): readonly TerraformRow[] {
  return entriesOf(valueAt(json, "resource")).flatMap(([type, named]) =>
    entriesOf(named).flatMap(([name, body]): readonly TerraformRow[] => {
      const [values] = Array.isArray(body) ? (body as readonly Json[]) : [body];
      if (values === undefined || valueAt(values, "count") !== undefined) return [];
      if (valueAt(values, "for_each") !== undefined) return [];
      const path = `${type}.${name}`;
      return [
        {
          address: path,
          module: "",
          type,
          path,
          index: undefined,
          values: knownIn(values, json, 0),
          expressions: referencesIn(values, 0),
          follow: (reference, module) => [{ reference, module }],
        },
      ];
    }),
  );
}

function entriesOf(value: Json): readonly (readonly [string, Json])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** The values that stand there, or are defaults of variables and locals. */
function knownIn(value: Json, json: Json, depth: number): Json {
  if (depth > maxDepth) return undefined;
  if (typeof value === "string") return knownText(value, json, depth);
  if (Array.isArray(value)) {
    const known = value.map((one: unknown) => knownIn(one, json, depth + 1));
    return known.includes(undefined) ? undefined : known;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
      const known = knownIn(one, json, depth + 1);
      return known === undefined ? [] : [[name, known]];
    }),
  );
}

function knownText(text: string, json: Json, depth: number): Json {
  if (!text.includes("${")) return text;
  const whole = /^\$\{(var|local)\.(\w+)\}$/.exec(text);
  if (whole === null) {
    const parts = text.replaceAll(/\$\{(?:var|local)\.\w+\}/g, (part) => {
      const known = knownText(part, json, depth + 1);
      return typeof known === "string" ? known : part;
    });
    return parts.includes("${") ? undefined : parts;
  }
  const [, kind, name = ""] = whole;
  const found =
    kind === "var" ? valueAt(json, `variable.${name}.default`) : valueAt(json, `locals.${name}`);
  return depth > maxDepth ? undefined : knownIn(found, json, depth + 1);
}

/** The references of a configuration in the form of a plan. */
function referencesIn(value: Json, depth: number): Json {
  if (depth > maxDepth) return undefined;
  if (typeof value === "string") {
    const found = [...value.matchAll(/\$\{\s*((?:[a-z]\w*)(?:\.\w+|\[[^\]]*\])+)\s*\}/g)];
    return found.length === 0 ? undefined : { references: found.map(([, path]) => path) };
  }
  if (Array.isArray(value)) {
    const inside = value.map((one: unknown) => referencesIn(one, depth + 1));
    const texts = value.every((one: unknown) => typeof one === "string");
    return texts
      ? {
          references: inside.flatMap(
            (one) => (valueAt(one, "references") as string[] | undefined) ?? [],
          ),
        }
      : inside.map((one) => one ?? {});
  }
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]: [string, unknown]) => [
      name,
      // a block that stands once may be written without a list
      isBlock(one) ? [referencesIn(one, depth + 1)] : referencesIn(one, depth + 1),
    ]),
  );
}

function isBlock(value: Json): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    textAt(value, "references") === undefined
  );
}
