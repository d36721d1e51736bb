import { countTokens as cl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { countBytes, tokenCounterOf, type TokenEncoding } from "./token-counter.ts";

const texts: readonly (readonly [name: string, text: string])[] = [
  [
    "English",
    "Each employee receives 25 days of paid leave, and doesn't lose them until March.\n\n",
  ],
  ["Chinese", "每位员工每个日历年享有二十五天带薪年假，未使用的天数可结转至次年三月。\n"],
  ["Japanese", "従業員は1年につき25日の年次有給休暇を取得できます。「繰越」は翌年3月までです。\n"],
  ["Arabic", "يحصل كل موظف على خمسة وعشرين يومًا من الإجازة المدفوعة في السنة.\n"],
  ["Hindi", "प्रत्येक कर्मचारी को वर्ष में 25 दिन की छुट्टी मिलती है।\n"],
  ["emoji and signs", '🎉 25 % – [x](y) {\n\t"a": 1 }\n'],
];

const whole = {
  o200k_base: (text: string) => o200k(text, { disallowedSpecial: new Set() }),
  cl100k_base: (text: string) => cl100k(text, { disallowedSpecial: new Set() }),
};

describe.each<TokenEncoding>(["o200k_base", "cl100k_base"])("%s", (encoding) => {
  it.each(texts)("counts %s as the model does", async (_, text) => {
    const { count } = tokenCounterOf(encoding);
    for (const times of [1, 7, 50]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await count(text.repeat(times))).toBe(whole[encoding](text.repeat(times)));
    }
  });

  it.each(texts)("never has more tokens of %s than bytes", async (_, text) => {
    const counter = tokenCounterOf(encoding);
    const bytes = countBytes(counter);
    await Promise.all(
      [text, ...Array.from(text)].map(async (part) =>
        expect(await bytes.count(part)).toBeGreaterThanOrEqual(await counter.count(part)),
      ),
    );
    const long = text.repeat(40);
    expect(await bytes.truncate(long, 99)).toBe(await counter.truncate(long, 99));
  });

  it.each(texts)("cuts %s where a budget ends, to the token", async (_, text) => {
    const { truncate } = tokenCounterOf(encoding);
    const long = text.repeat(40);
    for (const budget of [1, 10, 99, 100, 101, 257, 500]) {
      // oxlint-disable-next-line no-await-in-loop
      const fitting = await truncate(long, budget);
      expect(long.startsWith(fitting)).toBe(true);
      expect(whole[encoding](fitting)).toBeLessThanOrEqual(budget);
      // the next character, whose tokens may be several, would not fit any more
      const next = String.fromCodePoint(long.codePointAt(fitting.length) ?? 0);
      expect(whole[encoding](fitting + next)).toBeGreaterThanOrEqual(budget);
      // half a character has no UTF-8
      expect(() => encodeURIComponent(fitting)).not.toThrow();
    }
    expect(await truncate(long, 100_000)).toBe(long);
    expect(await truncate(long, 0)).toBe("");
  });

  it("counts what looks like a special token as the text that it is", async () => {
    const { count } = tokenCounterOf(encoding);
    expect(await count("<|im_start|>system<|endoftext|>")).toBeGreaterThan(6);
  });

  it.each([
    ["spaces", " "],
    ["one letter", "a"],
    ["marks", "!"],
    ["Chinese without any end", "年假"],
    ["combining marks", "\u0301"],
    ["emoji", "🎉"],
  ])("reads no more of megabytes of %s than fits", async (_, unit) => {
    const { truncate } = tokenCounterOf(encoding);
    const long = unit.repeat(2_000_000);
    await truncate(unit.repeat(10), 1);
    const start = performance.now();
    const fitting = await truncate(long, 1_000);
    // a tokenizer that is given the whole takes minutes
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(fitting.length).toBeLessThan(200_000);
    expect(fitting).not.toBe("");
  });
});
