import { lexer, type Token } from "marked";

/** A part of a document that can be found and cited by itself. */
export interface Passage {
  /** The document's first heading, or the name of its file. */
  readonly title: string;
  /** The headings above it, from the outermost to its own, with ` › ` between them. */
  readonly heading: string;
  /** Markdown, without its heading. */
  readonly content: string;
}

/** About a thousand tokens of English. */
const maxLength = 4000;

/**
 * Splits a Markdown document at its headings. A section that is very long is split between two paragraphs;
 * a heading without text of its own lives on in the headings of what follows.
 */
export function splitPassages(text: string, path: string): readonly Passage[] {
  const blocks = lexer(withoutFrontMatter(text));
  const title = titleOf(blocks) ?? fileName(path);
  const passages: Passage[] = [];
  const headings: { readonly depth: number; readonly text: string }[] = [];
  let content = "";

  function finish(): void {
    const heading = headings.map(({ text: own }) => own).join(" › ");
    if (content.trim())
      passages.push({ title, heading: heading || title, content: content.trim() });
    content = "";
  }

  for (const block of blocks) {
    if (block.type === "heading") {
      finish();
      const depth = block["depth"] as number;
      while ((headings.at(-1)?.depth ?? 0) >= depth) headings.pop();
      headings.push({ depth, text: plainText(block) });
    } else {
      if (content && content.length + block.raw.length > maxLength) finish();
      content += block.raw;
    }
  }
  finish();
  return passages;
}

/** The settings that some editors put above a document would be read as a heading. */
function withoutFrontMatter(text: string): string {
  return text.replace(/^\uFEFF?---\r?\n[^]*?\n---[^\S\n]*(?:\n|$)/, "");
}

function titleOf(blocks: readonly Token[]): string | undefined {
  const first = blocks.find(({ type }) => type === "heading");
  return first && plainText(first);
}

function fileName(path: string): string {
  return (path.split("/").at(-1) ?? path).replace(/\.md$/i, "");
}

function plainText(token: Token): string {
  if ("tokens" in token && token.tokens) return token.tokens.map(plainText).join("");
  return "text" in token ? String(token.text) : "";
}
