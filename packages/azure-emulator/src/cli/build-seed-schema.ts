import { z } from "zod";
import { seedSchema } from "../seed-schema.ts";

/** The JSON Schema of a seed file, by which an editor completes and checks it. */
export function buildSeedSchema(): Readonly<Record<string, unknown>> {
  return { title: "Seed of a local Azure", ...z.toJSONSchema(seedSchema, { io: "input" }) };
}
