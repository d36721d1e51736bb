import {
  oneLine,
  type CrackedDocument,
  type DocumentBlock,
  type TableRow,
} from "./cracked-document.ts";
import { readPart, titleOf } from "./crack-docx.ts";
import { malformed, tooLarge, type DocumentLimits } from "./document-limits.ts";
import { allOf, childrenOf, descend, textOf, type XmlElement } from "./parse-xml.ts";
import { unzipParts, type Parts } from "./unzip-parts.ts";

const needed =
  /^(?:docProps\/core\.xml|ppt\/presentation\.xml|ppt\/_rels\/presentation\.xml\.rels|ppt\/(?:slides|notesSlides)\/[^/]+\.xml|ppt\/slides\/_rels\/[^/]+\.rels)$/;

/**
 * Reads a presentation: each slide's title as a heading, its text, tables and notes. Hidden slides are left out.
 *
 * @see https://learn.microsoft.com/office/open-xml/presentation/structure-of-a-presentationml-document
 */
export function crackPptx(bytes: Uint8Array, limits: DocumentLimits): CrackedDocument {
  const parts = unzipParts(bytes, "pptx", (name) => needed.test(name), limits);
  const presentation = readPart(parts, "ppt/presentation.xml", limits);
  if (presentation === undefined) throw malformed("pptx");
  const targets = targetsOf(parts, "ppt/_rels/presentation.xml.rels", limits);
  const slides = childrenOf(descend(presentation, "sldIdLst"), "sldId");
  if (slides.length > limits.maxPages) throw tooLarge("slides");
  const blocks: DocumentBlock[] = [];
  let hidden = 0;
  for (const [index, { attributes }] of slides.entries()) {
    // both `id` and `r:id` are there, and the latter comes last
    const name = `ppt/${targets.get(attributes["id"] ?? "")?.target ?? ""}`;
    const slide = readPart(parts, name, limits);
    if (slide === undefined) continue;
    if (/^(?:0|false)$/.test(slide.attributes["show"] ?? "")) hidden++;
    else blocks.push(...slideBlocks(slide, notesOf(parts, name, limits), index + 1));
  }
  return {
    title: titleOf(readPart(parts, "docProps/core.xml", limits)),
    blocks,
    warnings: hidden === 0 ? [] : [`${hidden} hidden slides were left out`],
  };
}

interface Relationship {
  readonly target: string;
  readonly type: string;
}

function targetsOf(
  parts: Parts,
  name: string,
  limits: DocumentLimits,
): ReadonlyMap<string, Relationship> {
  const entries = childrenOf(readPart(parts, name, limits), "Relationship");
  return new Map(
    entries.map(({ attributes }) => [
      attributes["Id"] ?? "",
      { target: attributes["Target"] ?? "", type: attributes["Type"] ?? "" },
    ]),
  );
}

function notesOf(parts: Parts, slide: string, limits: DocumentLimits): XmlElement | undefined {
  const name = slide.replace(/^ppt\/slides\//, "ppt/slides/_rels/").concat(".rels");
  const relationships = [...targetsOf(parts, name, limits).values()];
  const target = relationships.find(({ type }) => type.endsWith("/notesSlide"))?.target;
  return target === undefined
    ? undefined
    : readPart(parts, target.replace(/^\.\.\//, "ppt/"), limits);
}

function slideBlocks(
  slide: XmlElement,
  notes: XmlElement | undefined,
  page: number,
): DocumentBlock[] {
  const blocks: DocumentBlock[] = [];
  let title: string | undefined;
  const visit = (element: XmlElement): void => {
    for (const child of childrenOf(
      element,
      "sp",
      "grpSp",
      "graphicFrame",
      "AlternateContent",
      "Choice",
    )) {
      if (child.name === "sp") {
        const kind = placeholderOf(child);
        const paragraphs = paragraphsOf(child);
        if (/^(?:title|ctrTitle)$/.test(kind)) title ??= oneLine(paragraphs.join(" "));
        else if (!/^(?:dt|ftr|sldNum|hdr)$/.test(kind)) {
          blocks.push(...paragraphs.map((text): DocumentBlock => ({ kind: "text", text, page })));
        }
      } else if (child.name === "graphicFrame") {
        blocks.push(...allOf(child, "tbl").map((table) => tableOf(table, page)));
      } else visit(child);
    }
  };
  const tree = descend(slide, "cSld", "spTree");
  if (tree !== undefined) visit(tree);
  const said = notes === undefined ? [] : notesText(notes);
  const heading: DocumentBlock = {
    kind: "heading",
    level: 1,
    text: title === undefined || title === "" ? `Slide ${page}` : title,
    page,
  };
  const spoken: DocumentBlock[] =
    said.length === 0 ? [] : [{ kind: "text", text: said.join("\n"), page }];
  return [heading, ...blocks, ...spoken];
}

function notesText(notes: XmlElement): string[] {
  const shapes = allOf(notes, "sp").filter((shape) => placeholderOf(shape) === "body");
  return shapes.flatMap(paragraphsOf);
}

function placeholderOf(shape: XmlElement): string {
  const placeholder = descend(shape, "nvSpPr", "nvPr", "ph");
  return placeholder === undefined ? "" : (placeholder.attributes["type"] ?? "obj");
}

function paragraphsOf(shape: XmlElement): string[] {
  return childrenOf(descend(shape, "txBody"), "p")
    .map((paragraph) => {
      const level = Math.min(Number(descend(paragraph, "pPr")?.attributes["lvl"] ?? 0) || 0, 8);
      const text = paragraphText(paragraph).trim();
      return text === "" ? "" : `${level > 0 ? `${"  ".repeat(level)}- ` : ""}${text}`;
    })
    .filter((text) => text !== "");
}

function paragraphText(paragraph: XmlElement): string {
  return childrenOf(paragraph, "r", "br", "fld")
    .map((run) => (run.name === "br" ? "\n" : textOf(descend(run, "t"))))
    .join("");
}

function tableOf(table: XmlElement, page: number): DocumentBlock {
  const rows = childrenOf(table, "tr").map((row): TableRow =>
    childrenOf(row, "tc").map((cell) =>
      oneLine(childrenOf(descend(cell, "txBody"), "p").map(paragraphText).join(" ")),
    ),
  );
  const [first, ...rest] = rows;
  return first === undefined || rest.length === 0
    ? { kind: "table", header: [], rows, page }
    : { kind: "table", header: [first], rows: rest, page };
}
