import { strToU8, zipSync } from "fflate";

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const slideNames =
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const core = (title: string): string =>
  `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>${title}</dc:title></cp:coreProperties>`;

/** A zip archive of texts. */
export function zip(parts: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])),
  );
}

/** A Word document with that XML in its body. */
export function docx(body: string, parts: Readonly<Record<string, string>> = {}): Uint8Array {
  return zip({
    "word/document.xml": `<?xml version="1.0"?><w:document ${word}><w:body>${body}</w:body></w:document>`,
    "word/styles.xml": `<w:styles ${word}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    "docProps/core.xml": core("Travel handbook"),
    ...parts,
  });
}

/** A paragraph of a Word document. */
export function paragraph(text: string, properties = ""): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
}

/** A table of a Word document. */
export function table(rows: readonly (readonly string[])[]): string {
  return `<w:tbl>${rows.map((row) => `<w:tr>${row.map(cell).join("")}</w:tr>`).join("")}</w:tbl>`;
}

function cell(text: string): string {
  return `<w:tc>${paragraph(text)}</w:tc>`;
}

/** A presentation; each slide is the XML of its shapes. */
export function pptx(...slides: readonly string[]): Uint8Array {
  const parts: Record<string, string> = { "docProps/core.xml": core("All hands") };
  const ids = slides.map((_, at) => `<p:sldId id="${at + 256}" r:id="rId${at}"/>`).join("");
  parts["ppt/presentation.xml"] =
    `<p:presentation ${slideNames}><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`;
  const targets = slides.map(
    (_, at) => `<Relationship Id="rId${at}" Target="slides/slide${at}.xml"/>`,
  );
  parts["ppt/_rels/presentation.xml.rels"] = `<Relationships>${targets.join("")}</Relationships>`;
  for (const [at, slide] of slides.entries()) {
    parts[`ppt/slides/slide${at}.xml`] =
      `<p:sld ${slideNames}><p:cSld><p:spTree>${slide}</p:spTree></p:cSld></p:sld>`;
  }
  return zip(parts);
}

/** A shape of a slide. */
export function shape(text: string, placeholder = ""): string {
  const kind = placeholder === "" ? "" : `<p:ph type="${placeholder}"/>`;
  return `<p:sp><p:nvSpPr><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
}

/** A text on a page of a PDF: where, how large, and what. */
export type PdfText = readonly [x: number, y: number, size: number, text: string];

/** A PDF of pages. */
export function pdf(...pages: readonly (readonly PdfText[])[]): Uint8Array {
  const objects: string[] = [];
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(" ");
  objects.push("<< /Type /Catalog /Pages 2 0 R >>");
  objects.push(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (const [at, texts] of pages.entries()) {
    const content = texts
      .map(([x, y, size, text]) => `BT /F1 ${size} Tf ${x} ${y} Td (${text}) Tj ET`)
      .join("\n");
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + at * 2} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}`;
  file += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF`;
  return strToU8(file, true);
}
