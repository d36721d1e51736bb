// From Markdown to a tree of allowed elements. Nothing else can come of a text: markup in it stays
// text, a picture is its description (its address could carry what was read elsewhere), and a link
// leads to the web or a mailbox.

/**
 * A piece of a text: words, an element, or a mark `[docN]` by its N.
 *
 * @typedef {string | Piece | { readonly mark: number }} Content
 * @typedef {object} Piece
 * @property {keyof HTMLElementTagNameMap} tag
 * @property {Readonly<Record<string, string>>} [attributes]
 * @property {readonly Content[]} children
 */

/** @typedef {import("./marked.js").Token} Token */
/** @typedef {import("./marked.js").Tokens.Table} Table */
/** @typedef {import("./marked.js").Tokens.TableCell} TableCell */

/**
 * @param {readonly Token[]} tokens As `lexer` of marked gives them.
 * @param {(text: string) => readonly Content[]} readText Finds what is special in the words (nothing).
 * @returns {readonly Content[]}
 */
export function readMarkdown(tokens, readText = (text) => [text]) {
  /** @param {readonly Token[] | undefined} children */
  const inside = (children = []) => children.flatMap(read);

  return tokens.flatMap(read);

  /**
   * @param {Token} token
   * @returns {readonly Content[]}
   */
  function read(token) {
    switch (token.type) {
      case "heading":
        // the page has the first two levels for itself
        return [piece(headings[token.depth - 1] ?? "h6", inside(token.tokens))];
      case "paragraph":
        return [piece("p", inside(token.tokens))];
      case "blockquote":
        return [piece("blockquote", inside(token.tokens))];
      case "list": {
        const items = token.items.map((/** @type {Token} */ item) =>
          piece("li", inside("tokens" in item ? item.tokens : [])),
        );
        const start = token.ordered && token.start !== 1 ? { start: String(token.start) } : {};
        return [piece(token.ordered ? "ol" : "ul", items, start)];
      }
      case "checkbox":
        return [token.checked ? "☑ " : "☐ "];
      case "code":
        return [piece("pre", [piece("code", [token.text])], { tabindex: "0" })];
      case "table":
        return [readTable(/** @type {Table} */ (token))];
      case "hr":
        return [piece("hr", [])];
      case "br":
        return [piece("br", [])];
      case "strong":
      case "em":
      case "del":
        return [piece(token.type, inside(token.tokens))];
      case "codespan":
        return [piece("code", [token.text])];
      case "link":
        return readLink(token.href, inside(token.tokens));
      case "image":
        return [token.text];
      case "escape":
      case "html":
        return [token.text];
      case "text":
        return token.tokens ? inside(token.tokens) : readText(decodeEntities(token.text));
      default:
        return [];
    }
  }

  /** @param {Table} table */
  function readTable({ header, rows }) {
    /** @param {TableCell} cell */
    const cell = ({ tokens: content, header: isHeader, align }) =>
      piece(isHeader ? "th" : "td", inside(content), align ? { class: `align-${align}` } : {});
    const table = piece("table", [
      piece("thead", [piece("tr", header.map(cell))]),
      piece(
        "tbody",
        rows.map((row) => piece("tr", row.map(cell))),
      ),
    ]);
    return piece("div", [table], { class: "table", tabindex: "0" });
  }
}

/** @type {readonly (keyof HTMLElementTagNameMap)[]} */
const headings = ["h3", "h4", "h5", "h6"];

/**
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {readonly Content[]} children
 * @param {Readonly<Record<string, string>>} attributes
 * @returns {Piece}
 */
function piece(tag, children, attributes = {}) {
  return { tag, children, attributes };
}

/**
 * @param {string} href
 * @param {readonly Content[]} children
 * @returns {readonly Content[]}
 */
function readLink(href, children) {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (!url || !["https:", "http:", "mailto:"].includes(url.protocol)) return children;
  const attributes = { href: url.href, target: "_blank", rel: "noopener noreferrer" };
  return [piece("a", children, attributes)];
}

/** @type {Readonly<Record<string, string>>} */
const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/**
 * The entities that models write; any other stays as it is.
 *
 * @param {string} text
 */
function decodeEntities(text) {
  return text.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+);/gi, (entity, name) => {
    if (!name.startsWith("#")) return entities[name.toLowerCase()] ?? entity;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}
