import { crc32, deflateRawSync } from "node:zlib";

/** Words of a language that nobody speaks, the same ones each time. */
function createWords(): () => string {
  const syllables = "ka lo mi ren dor va tes ul ing por ma sel tri on ba".split(" ");
  let state = 42;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  return () =>
    Array.from({ length: 1 + next(3) }, () => syllables[next(syllables.length)]).join("");
}

/** A handbook: sections of paragraphs, and tables that are longer than a chunk. */
interface Handbook {
  readonly sections: readonly Section[];
}

interface Section {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The names of all tables' columns, so that a chunk that has them can be told. */
export const columnNames: readonly string[] = ["Destination", "Allowance", "Hotel", "Approval"];

/** Makes a handbook of about so many bytes of text. */
export function createHandbook(bytes: number): Handbook {
  const word = createWords();
  const words = (count: number): string => Array.from({ length: count }, word).join(" ");
  const sentence = (): string => {
    const text = words(12);
    return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
  };
  const sections: Section[] = [];
  for (let size = 0; size < bytes; size += 9_000) {
    sections.push({
      heading: words(3),
      paragraphs: Array.from({ length: 6 }, () => Array.from({ length: 8 }, sentence).join(" ")),
      header: columnNames,
      rows: Array.from({ length: 120 }, () => columnNames.map(() => words(2))),
    });
  }
  return { sections };
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The handbook in Markdown. */
export function toMarkdown({ sections }: Handbook): string {
  return sections
    .map(({ heading, paragraphs, header, rows }) =>
      [
        `## ${heading}`,
        ...paragraphs,
        [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n"),
      ].join("\n\n"),
    )
    .join("\n\n");
}

const paragraph = (text: string, style = ""): string =>
  `<w:p><w:pPr>${style}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;

const row = (cells: readonly string[]): string =>
  `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join("")}</w:tr>`;

/** The handbook as a Word document. */
export function toDocx({ sections }: Handbook): Uint8Array {
  const body = sections.map(
    ({ heading, paragraphs, header, rows }) =>
      paragraph(heading, '<w:outlineLvl w:val="1"/>') +
      paragraphs.map((text) => paragraph(text)).join("") +
      `<w:tbl>${[header, ...rows].map(row).join("")}</w:tbl>`,
  );
  const names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  return toZip(
    "word/document.xml",
    `<?xml version="1.0"?><w:document ${names}><w:body>${body.join("")}</w:body></w:document>`,
  );
}

/** The handbook as a PDF, its tables set in columns. */
export function toPdf({ sections }: Handbook): Uint8Array {
  const lines = sections.flatMap(({ heading, paragraphs, header, rows }) => [
    { size: 18, cells: [heading] },
    ...paragraphs.flatMap((text) =>
      (text.match(/.{1,90}(?: |$)/g) ?? []).map((part) => ({ size: 10, cells: [part.trim()] })),
    ),
    ...[header, ...rows].map((cells) => ({ size: 10, cells })),
  ]);
  const linesPerPage = 50;
  const pages = Array.from({ length: Math.ceil(lines.length / linesPerPage) }, (_, page) =>
    lines
      .slice(page * linesPerPage, (page + 1) * linesPerPage)
      .flatMap(({ size, cells }, at) =>
        cells.map(
          (cell, column) =>
            `BT /F1 ${size} Tf ${40 + column * 130} ${780 - at * 15} Td (${cell}) Tj ET`,
        ),
      )
      .join("\n"),
  );
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(" ");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...pages.flatMap((content, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + at * 2} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ];
  const parts = ["%PDF-1.4\n"];
  let size = parts[0]?.length ?? 0;
  const offsets = objects.map((object, at) => {
    const offset = size;
    const part = `${at + 1} 0 obj\n${object}\nendobj\n`;
    parts.push(part);
    size += part.length;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  parts.push(
    `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${size}\n%%EOF`,
  );
  return new TextEncoder().encode(parts.join(""));
}

/** An archive of one file. */
function toZip(name: string, text: string): Uint8Array {
  const content = Buffer.from(text);
  const packed = deflateRawSync(content);
  // what both records say: version, flags, method, time, date, sum, sizes, length of the name
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(8, 4);
  facts.writeUInt32LE(crc32(content), 10);
  facts.writeUInt32LE(packed.byteLength, 14);
  facts.writeUInt32LE(content.byteLength, 18);
  facts.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), facts, Buffer.from(name), packed]);
  const central = Buffer.concat([
    Buffer.from("PK\u0001\u0002"),
    Buffer.from([20, 0]),
    facts,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.byteLength, 12);
  end.writeUInt32LE(local.byteLength, 16);
  return new Uint8Array(Buffer.concat([local, central, end]));
}
