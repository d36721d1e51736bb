import { byId, element } from "./dom.js";
import { fetchPassage, passageAddress } from "./fetch-passage.js";
import { languageOf } from "./language-of.js";
import { createProblemNote } from "./note.js";
import { AskError } from "./problem.js";
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
  const status = byId("status", HTMLElement);
  /** @type {HTMLElement | undefined} What opened the panel and takes the focus back. */
  let opener;
  /** @type {AbortController | undefined} Ends what is being opened. */
  let opening;

  byId("passage-close", HTMLElement).addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });

  /** @type {(citation: Citation, number: number, by: HTMLElement) => void} */
  function open(citation, number, by) {
    opener?.setAttribute("aria-expanded", "false");
    opener = by;
    opener.setAttribute("aria-expanded", "true");
    const { title } = citation;
    const place = element("div", { class: "passage-text" });
    body.replaceChildren(
      element(
        "p",
        { class: "passage-title", dir: "auto", lang: languageOf(title ?? "") },
        element("span", { class: "number", "aria-hidden": "true" }, String(number)),
        element("span", {}, title || "Untitled document"),
      ),
      ...(citation.filepath ? [element("p", { class: "passage-path" }, citation.filepath)] : []),
      place,
    );
    panel.hidden = false;
    document.body.classList.add("with-passage");
    body.scrollTop = 0;
    body.focus({ preventScroll: true });
    void show(citation, place);
  }

  /**
   * @param {Citation} citation
   * @param {HTMLElement} place
   */
  async function show(citation, place) {
    opening?.abort();
    const { signal } = (opening = new AbortController());
    place.setAttribute("aria-busy", "true");
    place.replaceChildren(
      element(
        "p",
        { class: "progress" },
        element("span", { class: "pulse", "aria-hidden": "true" }),
        "Opening the passage…",
      ),
    );
    try {
      const content = await fetchPassage(citation, signal);
      const text = element("div", { class: "text", dir: "auto", lang: languageOf(content) });
      createTextView(text)(content);
      place.replaceChildren(text, ...linksOf(citation));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AskError)) throw error;
      const { problem } = error;
      const again = { label: "Open again", act: () => void show(citation, place) };
      place.replaceChildren(createProblemNote(problem, again));
      status.textContent = `${problem.title} ${problem.remedy}`;
    } finally {
      place.setAttribute("aria-busy", "false");
    }
  }

  function close() {
    opening?.abort();
    panel.hidden = true;
    document.body.classList.remove("with-passage");
    body.replaceChildren();
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus();
    opener = undefined;
  }

  return { open, close };
}

/**
 * The passage by itself, to keep or to send to somebody who may read it.
 *
 * @param {Citation} citation
 */
function linksOf(citation) {
  const address = passageAddress(citation);
  if (address === undefined) return [];
  const link = { href: address, target: "_blank", rel: "noopener" };
  return [element("p", { class: "passage-link" }, element("a", link, "Open in a new tab"))];
}
