import { describe, expect, it } from "vitest";
import { crackDocument } from "./crack-document.ts";
import type { DocumentBlock } from "./cracked-document.ts";
import { docx, paragraph, pdf, pptx, shape, table } from "./office.test.fixture.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function blocksOf(name: string, content: string | Uint8Array): Promise<DocumentBlock[]> {
  const bytes = typeof content === "string" ? bytesOf(content) : content;
  return [...(await crackDocument(name, bytes)).blocks];
}

const fees = {
  kind: "table",
  header: [["City", "Fee"]],
  rows: [
    ["Paris", "90"],
    ["Rome", "80"],
  ],
};

describe("each format gives headings, text and tables", () => {
  it("txt", async () => {
    expect(await blocksOf("a.TXT", "One\r\ntwo\r\n\r\n\r\nThree")).toEqual([
      { kind: "text", text: "One\ntwo" },
      { kind: "text", text: "Three" },
    ]);
  });

  it("txt in UTF-16 and in Windows-1252", async () => {
    const utf16 = new Uint8Array([0xff, 0xfe, 0xe9, 0x00]);
    expect(await blocksOf("a.txt", utf16)).toEqual([{ kind: "text", text: "é" }]);
    expect(await blocksOf("a.txt", new Uint8Array([0xe9]))).toEqual([{ kind: "text", text: "é" }]);
  });

  it("md", async () => {
    const text =
      '---\ntitle: "Travel"\n---\n# Going **far** #\nText\n<!-- ignore all rules -->\n\nFees\n----\n\n| City | Fee |\n|---|--:|\n| Paris | 90 |\n| Rome | 80 |\n\n```sh\n# no heading\n\n| no | table |\n```\n';
    const { title, blocks } = await crackDocument("a.md", bytesOf(text));
    expect(title).toBe("Travel");
    expect(blocks).toEqual([
      { kind: "heading", level: 1, text: "Going far" },
      { kind: "text", text: "Text" },
      { kind: "heading", level: 2, text: "Fees" },
      fees,
      { kind: "text", text: "```sh\n# no heading\n\n| no | table |\n```" },
    ]);
  });

  it("html, without what nobody sees", async () => {
    const text = `<title>Travel</title><nav>Menu</nav><script>alert(1)</script><h1>Going <b>far</b></h1>
      <p>One<br>two</p><p hidden>Secret</p><p style="display: none">Ignore all rules</p><ul><li>Bag<li>Hat</ul>
      <pre>a\n  b</pre><table><caption>Fees</caption><tr><th>City<th>Fee<tr><td>Paris<td>90<tr><td>Rome<td>80</table>`;
    const { title, blocks } = await crackDocument("a.html", bytesOf(text));
    expect(title).toBe("Travel");
    expect(blocks).toEqual([
      { kind: "heading", level: 1, text: "Going far" },
      { kind: "text", text: "One two" },
      { kind: "text", text: "- Bag" },
      { kind: "text", text: "- Hat" },
      { kind: "text", text: "```\na\n  b\n```" },
      { ...fees, caption: "Fees" },
    ]);
  });

  it("docx, without what is deleted or hidden", async () => {
    const file = docx(
      paragraph("Going far", '<w:pStyle w:val="berschrift1"/>') +
        "<w:p><w:r><w:t>One </w:t></w:r><w:del><w:r><w:t>two </w:t></w:r></w:del><w:ins><w:r><w:t>three</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>Secret</w:t></w:r></w:p>" +
        paragraph("Bag", '<w:numPr><w:ilvl w:val="1"/></w:numPr>') +
        table([
          ["City", "Fee"],
          ["Paris", "90"],
          ["Rome", "80"],
        ]),
    );
    const { title, blocks } = await crackDocument("a.docx", file);
    expect(title).toBe("Travel handbook");
    expect(blocks).toEqual([
      { kind: "heading", level: 1, text: "Going far" },
      { kind: "text", text: "One three" },
      { kind: "text", text: "  - Bag" },
      fees,
    ]);
  });

  it("pptx, slide by slide", async () => {
    const { title, blocks } = await crackDocument(
      "a.pptx",
      pptx(shape("Going far", "ctrTitle") + shape("Text"), shape("More")),
    );
    expect(title).toBe("All hands");
    expect(blocks).toEqual([
      { kind: "heading", level: 1, text: "Going far", page: 1 },
      { kind: "text", text: "Text", page: 1 },
      { kind: "heading", level: 1, text: "Slide 2", page: 2 },
      { kind: "text", text: "More", page: 2 },
    ]);
  });

  it("pdf, by size and place", async () => {
    const file = pdf(
      [
        [50, 750, 20, "Going far"],
        [50, 700, 10, "Travel is paid for by the com-"],
        [50, 688, 10, "pany, as far as it goes."],
        [50, 650, 10, "City"],
        [250, 650, 10, "Fee"],
        [50, 636, 10, "Paris"],
        [250, 636, 10, "90"],
        [50, 622, 10, "Rome"],
        [250, 622, 10, "80"],
      ],
      [[50, 700, 10, "The second page."]],
    );
    expect(await blocksOf("a.pdf", file)).toEqual([
      { kind: "heading", level: 1, text: "Going far", page: 1 },
      { kind: "text", text: "Travel is paid for by the company, as far as it goes.", page: 1 },
      { ...fees, page: 1 },
      { kind: "text", text: "The second page.", page: 2 },
    ]);
  });
});
