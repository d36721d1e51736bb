import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import type { Emulator } from "../../../emulator.ts";
import type { SeedBlob } from "../../../seed.ts";
import { createIndexingEmulator, documentsOf, index } from "../indexing.test.fixture.ts";

async function read(
  blob: SeedBlob,
  configuration: object = {},
  more: object = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const azure: Emulator = createIndexingEmulator({ blobs: [blob] });
  const result = await index(azure, { indexer: { parameters: { configuration }, ...more } });
  if (result.errors.length > 0) throw new Error(result.errors[0]?.details);
  return documentsOf(azure);
}

const zip = (parts: Readonly<Record<string, string>>): string =>
  Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)]))),
  ).toString("base64");

describe("the text is read", () => {
  it.each<readonly [string, SeedBlob, string]>([
    ["Markdown", { name: "a.md", text: "# A\n\nB" }, "# A\n\nB"],
    ["JSON", { name: "a.json", text: '{"a":1}' }, '{"a":1}'],
    [
      "UTF-16",
      { name: "a.txt", base64: Buffer.from("\uFEFFZoë", "utf16le").toString("base64") },
      "Zoë",
    ],
    ["Windows-1252", { name: "a.txt", base64: Buffer.from([0x5a, 0xeb]).toString("base64") }, "Zë"],
    ["what says nothing of itself", { name: "readme", text: "plain", contentType: "" }, "plain"],
    [
      "HTML",
      {
        name: "a.html",
        text: "<!doctype html><head><title>T &amp; U</title><style>x{}</style></head><body><h1>One</h1><p>a <b>b</b>&#33; &lt;c&gt;<script>no()</script></p><!-- no --></body>",
      },
      "One\n\na b! <c>",
    ],
    [
      "Word",
      {
        name: "a.docx",
        base64: zip({
          "word/document.xml":
            "<w:document><w:body><w:p><w:r><w:t>One &amp; </w:t></w:r><w:r><w:t xml:space='preserve'>two</w:t></w:r></w:p><w:p><w:r><w:t>Three</w:t></w:r></w:p></w:body></w:document>",
        }),
      },
      "One & two\nThree",
    ],
    [
      "PowerPoint",
      {
        name: "a.pptx",
        base64: zip({
          "ppt/slides/slide10.xml": "<a:p><a:r><a:t>Ten</a:t></a:r></a:p>",
          "ppt/slides/slide2.xml": "<a:p><a:r><a:t>Two</a:t></a:r></a:p>",
        }),
      },
      "Two\n\nTen",
    ],
    [
      "Excel",
      {
        name: "a.xlsx",
        base64: zip({
          "xl/sharedStrings.xml": "<sst><si><t>Name</t></si><si><t>Ada</t></si></sst>",
          "xl/worksheets/sheet1.xml":
            '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>42</v></c></row><row r="2"><c t="s"><v>1</v></c><c t="inlineStr"><is><t>in</t></is></c></row></sheetData>',
        }),
      },
      "Name\t42\nAda\tin",
    ],
  ])("of %s", async (_, blob, text) => {
    expect((await read(blob))[0]).toMatchObject({ content: text });
  });

  it("of PDF, with the title that it gives itself", async () => {
    const [document] = await read({ name: "a.pdf", base64: pdf("Hello PDF", "Report") });
    expect(document).toMatchObject({ content: "Hello PDF", metadata_title: "Report" });
  });

  it("and of a page the title", async () => {
    const [document] = await read({ name: "a.htm", text: "<title>T &amp; U</title>x" });
    expect(document).toMatchObject({ metadata_title: "T & U", content: "x" });
  });

  it.each([
    { name: "a.docx", text: "no zip" },
    { name: "a.docx", base64: zip({ "other.xml": "" }) },
    { name: "a.pdf", text: "%PDF-1.7 broken" },
    { name: "a.mp3", base64: "AAAA", contentType: "audio/mpeg" },
    { name: "a.bin", base64: "AAAA" },
  ])("but not of $name", async (blob) => {
    await expect(read(blob)).rejects.toThrow(/could not be processed|unsupported|no text part/);
    const bare = { failOnUnsupportedContentType: false, failOnUnprocessableDocument: false };
    expect(await read(blob, bare)).toMatchObject([{ content: null }]);
  });

  it("but not of an archive that says it holds more than a document may", async () => {
    const bytes = Buffer.from(zip({ "word/document.xml": "<w:t>a</w:t>" }), "base64");
    // the size of the first file, in the directory at the end
    bytes.writeUInt32LE(0x7fff_ffff, bytes.lastIndexOf("PK\u0001\u0002", undefined, "latin1") + 24);
    const blob = { name: "a.docx", base64: bytes.toString("base64") };
    await expect(read(blob)).rejects.toThrow(/too large/);
  });

  it("not where only metadata is wanted", async () => {
    const blob = { name: "a.html", text: "<title>T</title>x" };
    const title = "metadata_title";
    expect(await read(blob, { dataToExtract: "allMetadata" })).toMatchObject([
      { content: null, [title]: "T" },
    ]);
    expect(await read(blob, { dataToExtract: "storageMetadata" })).toMatchObject([
      { content: null, [title]: null },
    ]);
  });
});

describe("a blob is read as", () => {
  it("text, whatever it is", async () => {
    const documents = await read({ name: "a.html", text: "<p>x</p>" }, { parsingMode: "text" });
    expect(documents).toMatchObject([{ content: "<p>x</p>" }]);
  });

  it("a JSON document", async () => {
    const text = JSON.stringify({
      content: "c",
      group_ids: ["a", "b"],
      number: 4,
      deep: { a: ["x"] },
    });
    const documents = await read(
      { name: "a.json", text },
      { parsingMode: "json" },
      { fieldMappings: [{ sourceFieldName: "/deep/a/0", targetFieldName: "department" }] },
    );
    expect(documents).toMatchObject([
      { content: "c", group_ids: ["a", "b"], number: 4, department: "x" },
    ]);
  });

  it("a JSON array, wherever it lies", async () => {
    const text = JSON.stringify({ top: { list: [{ number: 1 }, { number: 2 }] } });
    const configuration = { parsingMode: "jsonArray", documentRoot: "/top/list" };
    const documents = await read({ name: "a.json", text }, configuration);
    expect(documents.map(({ number }) => number)).toEqual(expect.arrayContaining([1, 2]));
    const keys = documents.map(({ id }) => Buffer.from(String(id).slice(0, -1), "base64url"));
    expect(keys.map(String).toSorted()).toEqual([
      "https://contoso.blob.core.windows.net/docs/a.json;1",
      "https://contoso.blob.core.windows.net/docs/a.json;2",
    ]);
  });

  it("lines of JSON, by the keys that they have", async () => {
    const text = '{"id":"one","number":1}\n\n{"id":"two","number":2}\n';
    const documents = await read({ name: "a.jsonl", text }, { parsingMode: "jsonLines" });
    expect(documents).toMatchObject([{ id: "one" }, { id: "two" }]);
  });

  it("delimited text, with its headers or those of the indexer", async () => {
    const text = 'id,department,content\r\n1,hr,"Says ""yes"", and\nno"\r\n';
    const parsingMode = "delimitedText";
    const one = { id: "1", department: "hr", content: 'Says "yes", and\nno' };
    expect(await read({ name: "a.csv", text }, { parsingMode })).toMatchObject([one]);
    const delimited = {
      parsingMode,
      delimitedTextDelimiter: "|",
      firstLineContainsHeaders: false,
      delimitedTextHeaders: "id, department",
    };
    expect(await read({ name: "a.csv", text: "1|hr\n2|it" }, delimited)).toMatchObject([
      { id: "1", department: "hr" },
      { id: "2", department: "it" },
    ]);
  });

  it("sections of Markdown", async () => {
    const text =
      "Before.\n# A\ntext a\n## B\ntext b\n```\n# no heading\n```\n### C\nis text\n# D\ntext d";
    const documents = await read(
      { name: "a.md", text },
      { parsingMode: "markdown", markdownHeaderDepth: "h2" },
      {
        fieldMappings: [
          { sourceFieldName: "/sections/h1", targetFieldName: "metadata_title" },
          { sourceFieldName: "/sections/h2", targetFieldName: "department" },
          { sourceFieldName: "ordinal_position", targetFieldName: "number" },
        ],
      },
    );
    const shown = documents
      .toSorted((a, b) => Number(a["number"]) - Number(b["number"]))
      .map(({ metadata_title: h1, department: h2, content }) => [h1, h2, content]);
    expect(shown).toEqual([
      ["", "", "Before."],
      ["A", "", "text a"],
      ["A", "B", "text b\n```\n# no heading\n```\n### C\nis text"],
      ["D", "", "text d"],
    ]);
  });

  it.each([
    ["json", "[1]"],
    ["json", "{"],
    ["jsonArray", '{"a":1}'],
    ["jsonLines", '{"a":1}\n2'],
  ])("%s only if it is that", async (parsingMode, text) => {
    await expect(read({ name: "a.json", text }, { parsingMode })).rejects.toThrow(/JSON/);
  });
});

const map = async (
  value: string,
  mappingFunction: object,
  targetFieldName = "department",
): Promise<unknown> => {
  const [document] = await read(
    { name: "a.txt", text: "", metadata: { source: value } },
    {},
    { fieldMappings: [{ sourceFieldName: "SOURCE", targetFieldName, mappingFunction }] },
  );
  return document?.[targetFieldName];
};

describe("a field is mapped", () => {
  it.each<readonly [string, object, unknown]>([
    ["00>00?00", { name: "base64Encode" }, "MDA-MDA_MDA1"],
    [
      "00>00?00",
      { name: "base64Encode", parameters: { useHttpServerUtilityUrlTokenEncode: false } },
      "MDA-MDA_MDA",
    ],
    ["MDA-MDA_MDA1", { name: "base64Decode" }, "00>00?00"],
    [
      "MDA-MDA_MDA",
      { name: "base64Decode", parameters: { useHttpServerUtilityUrlTokenDecode: false } },
      "00>00?00",
    ],
    [
      "Jane Doe",
      { name: "extractTokenAtPosition", parameters: { delimiter: " ", position: 1 } },
      "Doe",
    ],
    ["<hello>", { name: "urlEncode" }, "%3chello%3e"],
    ["%3chello%3e", { name: "URLDECODE" }, "<hello>"],
    ["a", { name: "fixedLengthEncode" }, expect.stringMatching(/^\w{64}$/)],
  ])("of %j by %j", async (value, mappingFunction, result) => {
    expect(await map(value, mappingFunction)).toEqual(result);
  });

  it("to a list, which metadata have no other way to be", async () => {
    const toList = { name: "jsonArrayToStringCollection" };
    expect(await map('["a","b"]', toList, "group_ids")).toEqual(["a", "b"]);
    await expect(map('"a"', toList, "group_ids")).rejects.toThrow(
      "Could not apply mapping function 'jsonArrayToStringCollection' to field 'group_ids'.",
    );
    await expect(read({ name: "a", text: "", metadata: { group_ids: '["a"]' } })).rejects.toThrow(
      "group_ids",
    );
  });

  it("to what JSON says, and not to what is missing", async () => {
    expect(await map("7", { name: "toJson" }, "number")).toBe(7);
    await expect(
      map("one", { name: "extractTokenAtPosition", parameters: { delimiter: " ", position: 1 } }),
    ).rejects.toThrow("position 1");
  });

  it("to a key only if it can be one", async () => {
    const blob = { name: "a.txt", text: "", metadata: { number: "a/b" } };
    const fieldMappings = [{ sourceFieldName: "number", targetFieldName: "id" }];
    await expect(read(blob, {}, { fieldMappings })).rejects.toThrow("Invalid document key: 'a/b'");
  });
});

/** One page with one line. */
function pdf(text: string, title: string): string {
  const stream = `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    `<< /Title (${title}) >>`,
  ];
  let body = "%PDF-1.4\n";
  const offsets = objects.map((object, number) => {
    const offset = body.length;
    body += `${number + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const start = body.length;
  body += `xref\n0 7\n0000000000 65535 f \n${offsets.join("")}trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n${start}\n%%EOF`;
  return Buffer.from(body).toString("base64");
}
