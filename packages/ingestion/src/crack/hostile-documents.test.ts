import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { createDocumentChunker } from "../chunk/document-chunker.ts";
import { crackDocument } from "./crack-document.ts";
import { docx, paragraph, pdf, table, zip } from "./office.test.fixture.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const deep = (tag: string, depth: number): string =>
  `<${tag}>`.repeat(depth) + "x" + `</${tag}>`.repeat(depth);

const compound = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const entity =
  '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document><w:body/></w:document>';

const billionLaughs = `<!DOCTYPE lolz [<!ENTITY a "lol">${"bcdefghij"
  .split("")
  .map((name, at) => `<!ENTITY ${name} "${`&${"abcdefghi"[at]};`.repeat(10)}">`)
  .join("")}]><w:document><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>`;
const half = (bytes: Uint8Array): Uint8Array => bytes.slice(0, bytes.byteLength / 2);
const circularPdf = bytesOf(
  new TextDecoder("latin1").decode(pdf([])).replace("/Kids [4 0 R]", "/Kids [2 0 R]"),
);

describe("a hostile document ends in a named error", () => {
  it.each([
    ["another kind", "a.exe", bytesOf("MZ"), "DOCUMENT_UNSUPPORTED"],
    ["no ending", "docx", docx(""), "DOCUMENT_UNSUPPORTED"],
    ["an image called text", "a.txt", new Uint8Array([0, 1, 2]), "DOCUMENT_MALFORMED"],
    ["nothing", "a.md", bytesOf(" \n \n"), "DOCUMENT_EMPTY"],
    ["an archive cut off", "a.docx", docx(paragraph("x")).slice(0, 200), "DOCUMENT_MALFORMED"],
    ["no archive", "a.docx", bytesOf("hello"), "DOCUMENT_MALFORMED"],
    ["an archive of something else", "a.docx", zip({ "a.txt": "x" }), "DOCUMENT_MALFORMED"],
    ["a password", "a.docx", compound, "DOCUMENT_ENCRYPTED"],
    ["external entities", "a.docx", docx("", { "word/document.xml": entity }), "DOCUMENT_HAS_DTD"],
    [
      "entities in the styles",
      "a.docx",
      docx(paragraph("x"), { "word/styles.xml": entity }),
      "DOCUMENT_HAS_DTD",
    ],
    [
      "entities that multiply",
      "a.docx",
      docx("", { "word/document.xml": billionLaughs }),
      "DOCUMENT_HAS_DTD",
    ],
    ["an entity that nobody declared", "a.docx", docx(paragraph("&lol;")), "DOCUMENT_MALFORMED"],
    [
      "an archive within an archive",
      "a.docx",
      zipSync({ "word/document.xml": docx(paragraph("x")) }),
      "DOCUMENT_MALFORMED",
    ],
    ["broken XML", "a.docx", docx("<w:p>"), "DOCUMENT_MALFORMED"],
    ["deep XML", "a.docx", docx(deep("w:sdt", 5_000)), "DOCUMENT_TOO_DEEP"],
    ["deep HTML", "a.html", bytesOf(deep("div", 5_000)), "DOCUMENT_TOO_DEEP"],
    ["no PDF", "a.pdf", bytesOf("hello"), "DOCUMENT_MALFORMED"],
    ["a broken PDF", "a.pdf", pdf([[1, 1, 1, "x"]]).slice(0, 60), "DOCUMENT_MALFORMED"],
    ["a PDF cut off in the middle", "a.pdf", half(pdf([[1, 1, 1, "x"]])), "DOCUMENT_MALFORMED"],
    ["a PDF that points at itself", "a.pdf", circularPdf, "DOCUMENT_MALFORMED"],
    ["a PDF without text", "a.pdf", pdf([]), "DOCUMENT_EMPTY"],
  ])("%s", async (_, name, bytes, code) => {
    await expect(crackDocument(name, bytes)).rejects.toMatchObject({
      name: "IngestionError",
      code,
    });
  });

  it("[ingest/hostile-documents] a zip bomb is not inflated", async () => {
    const bomb = docx(paragraph("x"), { "word/footnotes.xml": " ".repeat(20_000_000) });
    expect(bomb.byteLength).toBeLessThan(50_000);
    const refused = crackDocument("a.docx", bomb, { maxInflatedBytes: 10_000_000 });
    await expect(refused).rejects.toMatchObject({ code: "DOCUMENT_TOO_LARGE" });
  });

  it("a zip bomb that lies about its size does not grow beyond what it said", async () => {
    const bomb = docx(paragraph("x"), { "word/footnotes.xml": " ".repeat(20_000_000) });
    const view = new DataView(bomb.buffer);
    for (let at = 0; at < bomb.byteLength - 4; at++) {
      // the size in the directory and in front of the part
      const field = { 0x02014b50: 24, 0x04034b50: 22 }[view.getUint32(at, true)];
      if (field !== undefined && view.getUint32(at + field, true) === 20_000_000) {
        view.setUint32(at + field, 100, true);
      }
    }
    await expect(crackDocument("a.docx", bomb)).rejects.toMatchObject({
      code: "DOCUMENT_MALFORMED",
    });
  });

  it.each([
    ["bytes", { maxBytes: 10 }],
    ["parts", { maxParts: 2 }],
    ["elements", { maxNodes: 3 }],
  ])("too many %s", async (_, limits) => {
    const refused = crackDocument("a.docx", docx(paragraph("x")), limits);
    await expect(refused).rejects.toMatchObject({ code: "DOCUMENT_TOO_LARGE" });
  });

  it("too many pages", async () => {
    const refused = crackDocument("a.pdf", pdf([], [], []), { maxPages: 2 });
    await expect(refused).rejects.toMatchObject({ code: "DOCUMENT_TOO_LARGE" });
  });
});

describe("what is large or lively in a document", () => {
  it("a script of a PDF is neither run nor read", async () => {
    const scripted = bytesOf(
      new TextDecoder("latin1")
        .decode(pdf([[1, 1, 1, "Budget"]]))
        .replace(
          "/Type /Catalog",
          "/Type /Catalog /OpenAction << /S /JavaScript /JS (globalThis.swordfish = 1; app.alert('swordfish');) >>",
        ),
    );
    const { blocks } = await crackDocument("a.pdf", scripted);
    expect(blocks).toEqual([expect.objectContaining({ text: "Budget" })]);
    expect(globalThis).not.toHaveProperty("swordfish");
  });

  it("[ingest/hostile-documents] a table of a million elements costs no more than it may, and the next document is read", async () => {
    const row = Array.from({ length: 1_000 }, () => "<td>1</td>").join("");
    const html = bytesOf(`<table>${`<tr>${row}</tr>`.repeat(520)}</table>`);
    const cells = Array.from({ length: 100 }, () => "1");
    const word = docx(table(Array.from({ length: 2_050 }, () => cells)));
    const chunker = createDocumentChunker({ timeoutInMs: 20_000, maxMemoryInMiB: 512 });
    const before = process.memoryUsage().rss;
    for (const [name, bytes] of [
      ["a.html", html],
      ["a.docx", word],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as the thread does
      const outcome = await chunker.chunk(name, bytes).catch((error: unknown) => error);
      expect(outcome).toMatchObject({
        name: "IngestionError",
        code: expect.stringMatching(/^DOCUMENT_(?:TOO_LARGE|TIMEOUT)$/),
      });
    }
    const next = await chunker.chunk("b.md", bytesOf("# Budget\nTwo million."));
    expect(next.chunks).toHaveLength(1);
    await chunker.close();
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
  });

  it("an archive within an archive is not inflated", async () => {
    const inner = zip({ "a.txt": " ".repeat(20_000_000) });
    const parts = { "word/embeddings/inner.zip": inner };
    const document = zipSync({ ...parts, "word/document.xml": documentXml(paragraph("x")) });
    const { blocks } = await crackDocument("a.docx", document, { maxInflatedBytes: 10_000 });
    expect(blocks).toEqual([{ kind: "text", text: "x" }]);
  });
});

function documentXml(body: string): Uint8Array {
  return bytesOf(`<w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`);
}
