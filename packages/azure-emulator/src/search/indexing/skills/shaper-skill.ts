import { eachRecord, made, type SkillBehaviour } from "./skill.ts";

/**
 * Makes an object of its inputs.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-shaper
 */
export function readShaperSkill(): SkillBehaviour {
  return {
    required: {},
    optional: "any",
    makes: ["output"],
    execute: eachRecord((record) => made({ output: record })),
  };
}
