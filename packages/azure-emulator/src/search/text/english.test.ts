import { expect, it } from "vitest";
import { stemEnglish } from "./english.ts";

// words of the algorithm's own description
it.each([
  ["caresses", "caress"],
  ["ponies", "poni"],
  ["cats", "cat"],
  ["agreed", "agre"],
  ["feed", "feed"],
  ["plastered", "plaster"],
  ["motoring", "motor"],
  ["sing", "sing"],
  ["conflated", "conflat"],
  ["sized", "size"],
  ["hopping", "hop"],
  ["falling", "fall"],
  ["hissing", "hiss"],
  ["failing", "fail"],
  ["filing", "file"],
  ["happy", "happi"],
  ["sky", "sky"],
  ["relational", "relat"],
  ["conditional", "condit"],
  ["vileli", "vile"],
  ["operator", "oper"],
  ["hopefulness", "hope"],
  ["triplicate", "triplic"],
  ["electrical", "electr"],
  ["revival", "reviv"],
  ["adjustment", "adjust"],
  ["adoption", "adopt"],
  ["communism", "commun"],
  ["effective", "effect"],
  ["probate", "probat"],
  ["rate", "rate"],
  ["controlling", "control"],
  ["roll", "roll"],
  ["by", "by"],
  ["経費", "経費"],
])("%s: %s", (word, stem) => {
  expect(stemEnglish(word)).toBe(stem);
});
