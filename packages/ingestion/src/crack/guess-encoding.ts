/** What a text would be like if it were of an encoding: shares of its letters beyond ASCII. */
interface Look {
  readonly kana: number;
  readonly hangul: number;
  /** Kana of half a width, which texts of today do without. */
  readonly narrow: number;
}

const sampleBytes = 65_536;
/** What Windows-1252 leaves without a letter. */
const unassigned: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Guesses the encoding of a text that is no UTF-8: of Japanese by its kana, of Korean by its syllables, of Chinese by its
 * common characters, of Western languages by how rare marked letters
 * are.
 *
 * @returns The name that `TextDecoder` takes, or undefined rather than a wrong one.
 */
export function guessEncoding(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, sampleBytes);
  if (isSpread(sample)) return spreadOrder(sample);
  if (isWestern(sample)) return "windows-1252";
  for (const encoding of ["shift_jis", "euc-jp"]) {
    const look = lookAs(encoding, sample);
    if (look && look.kana >= 0.1 && look.narrow <= 0.1) return encoding;
  }
  const korean = lookAs("euc-kr", sample);
  if (korean && korean.hangul >= 0.85) return "euc-kr";
  // the first plane of each has the characters that are used most, up to that lead byte
  const simplified = shareOfPairs(sample, [0xb0, 0xd7], [0xa1, 0xfe]);
  const traditional = shareOfPairs(sample, [0xa4, 0xc6], [0x40, 0xfe]);
  if (Math.max(simplified, traditional) >= 0.75) {
    const encoding = simplified >= traditional ? "gb18030" : "big5";
    if (lookAs(encoding, sample)) return encoding;
  }
  return undefined;
}

/** Whether every other byte is nothing, as of Western letters in UTF-16. */
function isSpread(sample: Uint8Array): boolean {
  return sample.filter((byte) => byte === 0).length > sample.length * 0.35;
}

function spreadOrder(sample: Uint8Array): string | undefined {
  const [even, odd] = [0, 1].map((rest) =>
    sample.filter((byte, at) => byte === 0 && at % 2 === rest),
  );
  if (even?.length === 0) return "utf-16le";
  return odd?.length === 0 ? "utf-16be" : undefined;
}

/** @returns undefined for bytes that are no text of that encoding. */
function lookAs(encoding: string, sample: Uint8Array): Look | undefined {
  let text: string;
  try {
    // a sample may end in the midst of a letter
    text = new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
  } catch {
    return undefined;
  }
  const letters = text.replaceAll(/\p{ASCII}/gu, "");
  const shareOf = (pattern: RegExp): number =>
    (letters.match(pattern)?.length ?? 0) / Math.max(letters.length, 1);
  return {
    kana: shareOf(/[\u3040-\u30ff]/g),
    hangul: shareOf(/[\uac00-\ud7a3\u3000-\u303f\uff00-\uff5e]/g),
    narrow: shareOf(/[\uff61-\uff9f]/g),
  };
}

/** How many of the pairs that begin with a high byte are in a range, punctuation left aside. */
function shareOfPairs(
  sample: Uint8Array,
  lead: readonly [number, number],
  trail: readonly [number, number],
): number {
  let [all, fit] = [0, 0];
  for (let at = 0; at + 1 < sample.length; at++) {
    const [first = 0, second = 0] = sample.subarray(at, at + 2);
    if (first < 0x80) continue;
    at++;
    if (first >= 0xa1 && first <= 0xa3) continue;
    all++;
    if (first >= lead[0] && first <= lead[1] && second >= trail[0] && second <= trail[1]) fit++;
  }
  return all < 4 ? 0 : fit / all;
}

/** Letters with marks are fewer than those without, and seldom beside each other. */
function isWestern(sample: Uint8Array): boolean {
  const text = new TextDecoder("latin1").decode(sample);
  const high = sample.filter((byte) => byte >= 0x80);
  const inRuns = (text.match(/[^\p{ASCII}]{3,}/gu) ?? []).join("").length;
  return (
    high.length <= Math.max(sample.length / 2, 1) &&
    inRuns <= high.length / 10 &&
    !high.some((byte) => unassigned.has(byte))
  );
}
