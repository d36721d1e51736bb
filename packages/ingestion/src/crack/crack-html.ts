import { parse, type DefaultTreeAdapterTypes } from "parse5";
import {
  oneLine,
  type CrackedDocument,
  type DocumentBlock,
  type TableRow,
} from "./cracked-document.ts";
import { decodeText } from "./decode-text.ts";
import { tooDeep, tooLarge, type DocumentLimits } from "./document-limits.ts";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** What a reader of the page does not see, or that is the same on every page. */
const unread: ReadonlySet<string> = new Set(
  "head script style noscript template svg math iframe object embed canvas nav header footer aside form button select input textarea dialog".split(
    " ",
  ),
);

const parted: ReadonlySet<string> = new Set(
  "address article blockquote body dd details div dl dt fieldset figcaption figure hr html legend main menu ol p section summary ul".split(
    " ",
  ),
);

/** Reads a page: headings, paragraphs, lists, listings and tables, without navigation, scripts and hidden parts. */
export function crackHtml(bytes: Uint8Array, limits: DocumentLimits): CrackedDocument {
  const page = parse(decodeText(bytes, encodingIn(bytes)));
  const reader = createReader(limits);
  for (const node of page.childNodes) reader.read(node, 0);
  reader.endText();
  return { title: titleOf(page), blocks: reader.blocks };
}

/** What the beginning of a page says of its encoding. */
function encodingIn(bytes: Uint8Array): string | undefined {
  const beginning = new TextDecoder("latin1").decode(bytes.subarray(0, 1_024));
  return /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(beginning)?.[1];
}

interface PageReader {
  readonly blocks: DocumentBlock[];
  read(node: Node, depth: number): void;
  endText(): void;
}

function createReader({ maxDepth, maxNodes }: DocumentLimits): PageReader {
  const blocks: DocumentBlock[] = [];
  let text = "";
  let nodes = 0;

  function count(depth: number): void {
    if (depth > maxDepth) throw tooDeep();
    if (++nodes > maxNodes) throw tooLarge("elements");
  }

  function endText(prefix = ""): void {
    const line = oneLine(text);
    text = "";
    if (line !== "") blocks.push({ kind: "text", text: prefix + line });
  }

  function textOf(node: Node, depth: number): string {
    count(depth);
    if (node.nodeName === "#text") return (node as DefaultTreeAdapterTypes.TextNode).value;
    if (!isElement(node) || isUnread(node)) return "";
    if (node.tagName === "br") return "\n";
    const inner = node.childNodes.map((child) => textOf(child, depth + 1)).join("");
    return parted.has(node.tagName) || node.tagName === "li" ? ` ${inner} ` : inner;
  }

  function readChildren(element: Element, depth: number): void {
    for (const child of element.childNodes) read(child, depth + 1);
  }

  function read(node: Node, depth: number): void {
    count(depth);
    if (node.nodeName === "#text") {
      text += (node as DefaultTreeAdapterTypes.TextNode).value;
      return;
    }
    if (!isElement(node) || isUnread(node)) return;
    const { tagName } = node;
    if (/^h[1-6]$/.test(tagName)) {
      endText();
      const title = oneLine(textOf(node, depth));
      if (title !== "") blocks.push({ kind: "heading", level: Number(tagName[1]), text: title });
    } else if (tagName === "pre") {
      endText();
      const listing = textOf(node, depth).trim();
      if (listing !== "") blocks.push({ kind: "text", text: `\`\`\`\n${listing}\n\`\`\`` });
    } else if (tagName === "table") {
      endText();
      readTable(node, depth);
    } else if (tagName === "li") {
      endText();
      const before = blocks.length;
      readChildren(node, depth);
      endText(blocks.length === before ? "- " : "");
    } else if (tagName === "br") {
      text += " ";
    } else if (parted.has(tagName)) {
      endText();
      readChildren(node, depth);
      endText();
    } else {
      readChildren(node, depth);
    }
  }

  function readTable(table: Element, depth: number): void {
    const header: TableRow[] = [];
    const rows: TableRow[] = [];
    let caption: string | undefined;
    const visit = (element: Element, isHead: boolean, level: number): void => {
      count(level);
      for (const child of element.childNodes) {
        if (!isElement(child) || isUnread(child)) continue;
        if (child.tagName === "caption") caption = oneLine(textOf(child, level + 1));
        else if (child.tagName === "tr") {
          const cells = child.childNodes.filter(
            (cell) => isElement(cell) && /^t[hd]$/.test(cell.tagName),
          );
          const row = cells.map((cell) => oneLine(textOf(cell, level + 1)));
          const names = cells.length > 0 && cells.every((cell) => cell.nodeName === "th");
          if (rows.length === 0 && (isHead || names)) header.push(row);
          else if (row.some((cell) => cell !== "")) rows.push(row);
        } else if (/^t(?:head|body|foot)$/.test(child.tagName)) {
          visit(child, child.tagName === "thead", level + 1);
        }
      }
    };
    visit(table, false, depth + 1);
    if (header.length + rows.length > 0) blocks.push({ kind: "table", header, rows, caption });
  }

  return { blocks, read, endText };
}

function isElement(node: Node): node is Element {
  return "tagName" in node;
}

function isUnread({ tagName, attrs }: Element): boolean {
  if (unread.has(tagName)) return true;
  return attrs.some(
    ({ name, value }) =>
      name === "hidden" ||
      (name === "aria-hidden" && value === "true") ||
      (name === "style" &&
        /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])/i.test(value)),
  );
}

function titleOf(page: DefaultTreeAdapterTypes.Document): string | undefined {
  const html = page.childNodes.find((node) => node.nodeName === "html") as Element | undefined;
  const head = html?.childNodes.find((node) => node.nodeName === "head") as Element | undefined;
  const title = head?.childNodes.find((node) => node.nodeName === "title") as Element | undefined;
  const [text] = title?.childNodes ?? [];
  const line = text === undefined || !("value" in text) ? "" : oneLine(text.value);
  return line === "" ? undefined : line;
}
