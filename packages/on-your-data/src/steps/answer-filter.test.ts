import { describe, expect, it } from "vitest";
import { createAnswerFilter } from "./answer-filter.ts";
import { allowLinkHosts } from "./link-hosts.ts";

const isAllowed = allowLinkHosts(["docs.example"]);

function filterOf(pieces: readonly string[]): string {
  const filter = createAnswerFilter(2, isAllowed);
  return pieces.map((piece) => filter.push(piece)).join("") + filter.end();
}

const cases: readonly (readonly [answer: string, shown: string])[] = [
  ["25 days [doc1], and [doc2].", "25 days [doc1], and [doc2]."],
  ["25 days [doc3].", "25 days."],
  ["[doc0][doc10][doc999999999999]", "[doc999999999999]"],
  ["[Doc1] [doc02]", "[doc1] [doc2]"],
  ["a [docs] b [do] [x](y", "a [docs] b [do] [x](#"],
  ["休暇は25日[doc1]。年休[doc9]。", "休暇は25日[doc1]。年休。"],
  ["See https://docs.example/a?b=c.", "See https://docs.example/a?b=c."],
  ["See https://evil.example/a, or not.", "See [link removed], or not."],
  ["HTTP://docs.example ok", "[link removed] ok"],
  ["www.evil.example www.docs.example", "[link removed] [link removed]"],
  ["![x](https://evil.example/?q=secret)", "![x](#)"],
  ["[x](https://docs.example/a)", "[x](https://docs.example/a)"],
  ["[x]( <javascript:alert(1)>)", "[x](#)>)"],
  ["[doc1](javascript:alert(1))", "[doc1](#))"],
  ["[x](/sign-out)", "[x](#)"],
  ["https://docs.example/](https://evil.example/)", "https://docs.example/](#)"],
  ["https://docs.example@evil.example/", "[link removed]"],
  [
    "https:\\\\evil.example\\x //evil.example \\\\server\\share",
    "[link removed] [link removed] [link removed]",
  ],
  ["evil://evil.example", "evil:[link removed]"],
  ["1 / 2 // 3, a/b, http, w, ww", "1 / 2 // 3, a/b, http, w, ww"],
  ["https://évil.example/x 見て", "[link removed] 見て"],
];

describe("an answer", () => {
  it.each(cases)("%s", (answer, shown) => {
    expect(filterOf([answer])).toBe(shown);
  });

  it.each(cases)("is the same wherever it is cut: %s", (answer, shown) => {
    for (let cut = 0; cut <= answer.length; cut += 1) {
      expect(filterOf([answer.slice(0, cut), answer.slice(cut)])).toBe(shown);
    }
    expect(filterOf(answer.split(""))).toBe(shown);
  });

  it("is passed on as soon as it is clear what it is", () => {
    const filter = createAnswerFilter(1, isAllowed);
    expect(filter.push("Employees get ")).toBe("Employees get");
    expect(filter.push("25 days")).toBe(" 25 days");
    expect(filter.push(" [doc")).toBe("");
    expect(filter.push("1] of")).toBe(" [doc1] of");
  });
});
