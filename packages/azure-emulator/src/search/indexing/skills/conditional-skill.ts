import { eachRecord, made, type SkillBehaviour } from "./skill.ts";

/**
 * Chooses one of two values.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-conditional
 */
export function readConditionalSkill(): SkillBehaviour {
  return {
    required: { condition: "anything" },
    optional: ["whenTrue", "whenFalse"],
    makes: ["output"],
    execute: eachRecord(({ condition, whenTrue, whenFalse }) => {
      if (typeof condition === "boolean") {
        return made({ output: (condition ? whenTrue : whenFalse) ?? null });
      }
      const details = "The input 'condition' must be true or false.";
      return { failure: { message: "Could not execute skill.", details, statusCode: 400 } };
    }),
  };
}
