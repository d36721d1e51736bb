import { isObject } from "./request-body.ts";

/** A schema that contains itself is not followed for ever. */
const maxDepth = 8;

/**
 * A value that a JSON schema allows: lists of texts hold the texts given, a text is the first of them,
 * anything else is as little as its type allows.
 *
 * @param texts At least one.
 */
export function fillSchema(schema: unknown, texts: readonly string[]): unknown {
  const fill = (part: unknown, depth: number): unknown => {
    const resolved = resolve(part, schema);
    if (!isObject(resolved)) return null;
    if ("const" in resolved) return resolved["const"];
    if (Array.isArray(resolved["enum"])) return resolved["enum"][0];
    if (Array.isArray(resolved["anyOf"])) return fill(resolved["anyOf"][0], depth + 1);
    const { type, properties, required, items, minItems, maxItems, minimum } = resolved;
    switch (Array.isArray(type) ? type[0] : type) {
      case "object": {
        const names: unknown[] = Array.isArray(required) ? required : [];
        const all = isObject(properties) ? Object.entries(properties) : [];
        const wanted = all.filter(([name]) => names.includes(name));
        return Object.fromEntries(wanted.map(([name, child]) => [name, fill(child, depth + 1)]));
      }
      case "array": {
        const atLeast = typeof minItems === "number" ? minItems : 0;
        const atMost = typeof maxItems === "number" ? maxItems : Infinity;
        const isText = isPlainText(resolve(items, schema));
        // a list ends what may go on for ever
        const usual = isText ? texts.length : depth < maxDepth ? 1 : 0;
        return Array.from({ length: Math.min(Math.max(usual, atLeast), atMost) }, (_, index) =>
          isText ? texts[index % texts.length] : fill(items, depth + 1),
        );
      }
      case "string":
        return texts[0];
      case "integer":
      case "number":
        return typeof minimum === "number" ? minimum : 0;
      case "boolean":
        return false;
      default:
        return null;
    }
  };
  return fill(schema, 0);
}

function isPlainText(schema: unknown): boolean {
  return (
    isObject(schema) && schema["type"] === "string" && !("enum" in schema || "const" in schema)
  );
}

/** Follows `$ref`, which can name the whole or one of its `$defs`. */
function resolve(schema: unknown, root: unknown): unknown {
  const reference = isObject(schema) ? schema["$ref"] : undefined;
  if (typeof reference !== "string") return schema;
  if (reference === "#") return root;
  const name = reference.replace(/^#\/\$defs\//, "");
  const definitions = isObject(root) ? root["$defs"] : undefined;
  return isObject(definitions) ? definitions[name] : undefined;
}
