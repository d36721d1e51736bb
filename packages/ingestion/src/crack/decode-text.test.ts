import { describe, expect, it } from "vitest";
import { crackDocument } from "./crack-document.ts";
import { decodeText } from "./decode-text.ts";

const japanese =
  "出張旅費規程\n第一条　この規程は、役員および社員が社命により出張する場合の旅費について定める。日当は八千円とし、宿泊費は実費を支給する。カタカナのテキスト。\n";
const simplified =
  "差旅费管理办法\n第一条 为了加强和规范差旅费管理，根据国家有关规定，制定本办法。员工出差应当事先填写申请表，经部门负责人批准后方可出发。\n";
const traditional =
  "差旅費管理辦法\n第一條 為了加強和規範差旅費管理，根據國家有關規定，制定本辦法。員工出差應當事先填寫申請表，經部門負責人批准後方可出發。\n";
const korean =
  "출장 여비 규정\n제1조 이 규정은 임직원이 회사의 명령으로 출장하는 경우의 여비에 관하여 정한다. 일당은 오만 원으로 한다.\n";
const western =
  "Reisekosten für Übernachtungen: höchstens 120 €, ähnlich für Gäste. Café, naïve.\n";

/** The bytes of each letter of an encoding, which Node can only decode. */
function bytesOfLetters(encoding: string): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const letters = new Map<string, readonly number[]>();
  const add = (...bytes: readonly number[]): void => {
    try {
      const letter = decoder.decode(new Uint8Array(bytes));
      if (letter.length === 1 && !letters.has(letter)) letters.set(letter, bytes);
    } catch {
      // no letter has these bytes
    }
  };
  for (let first = 0; first < 256; first++) add(first);
  for (let first = 128; first < 256; first++) {
    for (let second = 64; second < 256; second++) add(first, second);
  }
  return letters;
}

function encode(text: string, encoding: string): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  if (encoding === "utf-16le") return new Uint8Array(Buffer.from(text, "utf16le"));
  if (encoding === "utf-16be") return new Uint8Array(Buffer.from(text, "utf16le").swap16());
  // the same table, in seven bits and between escapes
  if (encoding === "iso-2022-jp") {
    const escaped = [...encode(text, "euc-jp")].map((byte) => byte & 0x7f);
    return new Uint8Array([0x1b, 0x24, 0x42, ...escaped, 0x1b, 0x28, 0x42]);
  }
  const letters = bytesOfLetters(encoding);
  return new Uint8Array(Array.from(text).flatMap((letter) => letters.get(letter) ?? []));
}

describe("decodeText reads", () => {
  it.each([
    ["utf-8", japanese],
    ["utf-16le", western],
    ["utf-16be", western],
    ["shift_jis", japanese],
    ["euc-jp", japanese],
    ["iso-2022-jp", japanese.replaceAll("\n", "")],
    ["gb18030", simplified],
    ["gbk", simplified],
    ["big5", traditional],
    ["euc-kr", korean],
    ["windows-1252", western],
    ["windows-1252", "Ärger, Ähre, Äpfel, Ägypten, Ära\n"],
    ["windows-1252", "Grüße\n"],
  ])("%s", (encoding, text) => {
    expect(decodeText(encode(text, encoding))).toBe(text);
    const long = text.repeat(3_000);
    expect(decodeText(encode(long, encoding))).toBe(long);
  });

  it("UTF-16 in any language, by its mark", () => {
    const marked = new Uint8Array([0xff, 0xfe, ...encode(japanese, "utf-16le")]);
    expect(decodeText(marked)).toBe(japanese);
  });

  it("no text in a way that makes it another", () => {
    // of two signs nobody can tell
    expect(() => decodeText(encode("日本", "shift_jis"))).toThrow(/UTF-8/);
    expect(() => decodeText(encode("Путевые расходы сотрудников", "windows-1251"))).toThrow(
      /UTF-8/,
    );
  });

  it("a page as it says that it is to be read", async () => {
    const page = encode('<meta charset="shift_jis"><p>日本', "shift_jis");
    const { blocks } = await crackDocument("a.html", page);
    expect(blocks).toEqual([{ kind: "text", text: "日本" }]);
  });
});
