import { lexer } from "./marked.js";
import { element } from "./dom.js";
import { readMarkdown } from "./markdown.js";

/** @typedef {import("./markdown.js").Content} Content */

/**
 * Shows Markdown that may still grow: a block that did not change stays, and with it the focus and
 * the selection in it.
 *
 * @param {HTMLElement} container
 * @param {object} [options] For a text with marks: how to find them, and what to show for each.
 * @param {(text: string) => readonly Content[]} options.readText
 * @param {(mark: number) => Node | string} options.showMark
 * @returns {(text: string) => void} Shows this text.
 */
export function createTextView(container, options) {
  /** @type {{ raw: string, nodes: readonly Node[] }[]} */
  let blocks = [];

  return (text) => {
    const tokens = lexer(text);
    const kept = tokens.findIndex(({ raw }, index) => raw !== blocks[index]?.raw);
    const count = kept === -1 ? tokens.length : kept;
    for (const { nodes } of blocks.slice(count))
      for (const node of nodes) node.parentNode?.removeChild(node);
    blocks = blocks.slice(0, count);
    for (const token of tokens.slice(count)) {
      const nodes = readMarkdown([token], options?.readText).map(show);
      container.append(...nodes);
      blocks.push({ raw: token.raw, nodes });
    }
  };

  /**
   * @param {Content} content
   * @returns {Node}
   */
  function show(content) {
    if (typeof content === "string") return document.createTextNode(content);
    if ("mark" in content) {
      const shown = options?.showMark(content.mark) ?? "";
      return typeof shown === "string" ? document.createTextNode(shown) : shown;
    }
    return element(content.tag, content.attributes, ...content.children.map(show));
  }
}
