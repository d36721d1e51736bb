import { byId, element } from "./dom.js";
import { languageOf } from "./language-of.js";
import { createTextView } from "./text-view.js";

/** @typedef {import("./ask.js").Citation} Citation */

/**
 * The region beside the conversation that shows a cited passage.
 *
 * @returns {{ open: (citation: Citation, number: number, opener: HTMLElement) => void, close: () => void }}
 */
export function createPassagePanel() {
  const panel = byId("passage", HTMLElement);
  const body = byId("passage-body", HTMLElement);
  /** @type {HTMLElement | undefined} What opened the panel and takes the focus back. */
  let opener;

  byId("passage-close", HTMLElement).addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });

  /** @type {(citation: Citation, number: number, by: HTMLElement) => void} */
  function open(citation, number, by) {
    opener?.setAttribute("aria-expanded", "false");
    opener = by;
    opener.setAttribute("aria-expanded", "true");
    const text = element("div", { class: "text", dir: "auto", lang: languageOf(citation.content) });
    createTextView(text)(citation.content);
    const { title } = citation;
    body.replaceChildren(
      element(
        "p",
        { class: "passage-title", dir: "auto", lang: languageOf(title ?? "") },
        element("span", { class: "number", "aria-hidden": "true" }, String(number)),
        element("span", {}, title || "Untitled document"),
      ),
      ...(citation.filepath ? [element("p", { class: "passage-path" }, citation.filepath)] : []),
      text,
    );
    panel.hidden = false;
    document.body.classList.add("with-passage");
    body.scrollTop = 0;
    body.focus({ preventScroll: true });
  }

  function close() {
    panel.hidden = true;
    document.body.classList.remove("with-passage");
    body.replaceChildren();
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus();
    opener = undefined;
  }

  return { open, close };
}
