import { z } from "zod";
import { seedSchema } from "../seed-schema.ts";
import { seedDescriptions } from "./seed-descriptions.ts";

/** As much of a JSON Schema as is looked at here. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/** The JSON Schema of a seed file, by which an editor completes, explains and checks it. */
export function buildSeedSchema(): Readonly<Record<string, unknown>> {
  const schema: JsonSchema = { ...z.toJSONSchema(seedSchema, { io: "input" }) } as JsonSchema;
  return { title: "Seed of a local Azure", ...describe(schema, []) };
}

/** The schema with a description at each member. */
function describe(schema: JsonSchema, path: readonly string[]): JsonSchema {
  const { properties, items } = schema;
  const described = Object.entries(properties ?? {}).map(([name, member]) => {
    const memberPath = [...path, name];
    const description = seedDescriptions[memberPath.join("/")];
    return [name, Object.assign({ description }, describe(member, memberPath))] as const;
  });
  return {
    ...schema,
    ...(properties ? { properties: Object.fromEntries(described) } : {}),
    ...(items ? { items: describe(items, path) } : {}),
  };
}
