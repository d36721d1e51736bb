import type { MemberReader } from "../definitions/read-definition.ts";
import { eachRecord, made, type SkillBehaviour } from "./skill.ts";

const misplaced =
  "One or more offset values were invalid and couldn't be parsed. Items were inserted at the end of the text";

/**
 * Puts texts into another one, at positions or at its end.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-textmerger
 */
export function readMergeSkill(read: MemberReader): SkillBehaviour {
  const before = read.optionalText("insertPreTag") ?? " ";
  const after = read.optionalText("insertPostTag") ?? " ";
  return {
    required: { itemsToInsert: "list" },
    optional: ["text", "offsets"],
    makes: ["mergedText", "mergedOffsets"],
    execute: eachRecord(({ itemsToInsert, text, offsets }) => {
      const items = (itemsToInsert as readonly unknown[]).map(String);
      const body = typeof text === "string" ? text : "";
      const positions = positionsIn(offsets, items.length, body.length);
      const inserted = items
        .map((item, index) => ({ item, index, at: positions?.[index] ?? body.length }))
        .toSorted((a, b) => a.at - b.at);
      let merged = "";
      let taken = 0;
      const mergedOffsets: number[] = [];
      for (const { item, index, at } of inserted) {
        merged += body.slice(taken, at) + before;
        mergedOffsets[index] = merged.length;
        merged += item + after;
        taken = at;
      }
      const isMisplaced = (offsets ?? null) !== null && !positions;
      const mergedText = merged + body.slice(taken);
      return made({ mergedText, mergedOffsets }, isMisplaced ? [misplaced] : []);
    }),
  };
}

function positionsIn(
  offsets: unknown,
  count: number,
  length: number,
): readonly number[] | undefined {
  if (!Array.isArray(offsets) || offsets.length !== count) return undefined;
  const isPosition = (offset: unknown): offset is number =>
    Number.isInteger(offset) && Number(offset) >= 0 && Number(offset) <= length;
  return offsets.every(isPosition) ? offsets : undefined;
}
