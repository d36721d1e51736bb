import { describe, expect, it } from "vitest";
import { crackDocument } from "./crack-document.ts";
import { docx, paragraph, pdf, zip } from "./office.test.fixture.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const deep = (tag: string, depth: number): string =>
  `<${tag}>`.repeat(depth) + "x" + `</${tag}>`.repeat(depth);

const compound = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const entity =
  '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document><w:body/></w:document>';

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
    ["broken XML", "a.docx", docx("<w:p>"), "DOCUMENT_MALFORMED"],
    ["deep XML", "a.docx", docx(deep("w:sdt", 5_000)), "DOCUMENT_TOO_DEEP"],
    ["deep HTML", "a.html", bytesOf(deep("div", 5_000)), "DOCUMENT_TOO_DEEP"],
    ["no PDF", "a.pdf", bytesOf("hello"), "DOCUMENT_MALFORMED"],
    ["a broken PDF", "a.pdf", pdf([[1, 1, 1, "x"]]).slice(0, 60), "DOCUMENT_MALFORMED"],
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
