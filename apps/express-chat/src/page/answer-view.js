import { createCitationNumbers, readMarks, withoutHalfMark } from "./citation-marks.js";
import { element } from "./dom.js";
import { languageOf } from "./language-of.js";
import { createNote, createProblemNote } from "./note.js";
import { createTextView } from "./text-view.js";

/** @typedef {import("./ask.js").Citation} Citation */
/** @typedef {import("./problem.js").Problem} Problem */

/**
 * One answer: what is going on, its words, its sources, or why there is none.
 *
 * @param {(citation: Citation, number: number, opener: HTMLElement) => void} openPassage
 */
export function createAnswerView(openPassage) {
  const progress = element(
    "p",
    { class: "progress" },
    element("span", { class: "pulse", "aria-hidden": "true" }),
    "Searching documents you may read…",
  );
  const body = element("div", { class: "text", dir: "auto" });
  const article = element(
    "article",
    { class: "answer", "aria-label": "Answer", "aria-busy": "true" },
    progress,
    body,
  );
  let text = "";
  /** @type {readonly Citation[]} */
  let citations = [];
  let numberOf = createCitationNumbers(0);
  let isDrawing = false;

  const show = createTextView(body, { readText: readMarks, showMark });

  /** @param {number} mark */
  function showMark(mark) {
    const number = numberOf(mark);
    const citation = citations[mark - 1];
    if (number === undefined || !citation) return "";
    const button = element(
      "button",
      { type: "button", class: "mark", title: titleOf(citation), ...opens(`Citation ${number}`) },
      String(number),
    );
    button.addEventListener("click", () => openPassage(citation, number, button));
    return button;
  }

  /** What the answer points to, each once. */
  function sources() {
    const cited = new Set(
      readMarks(text).map((part) => (typeof part === "string" ? 0 : part.mark)),
    );
    const items = [...cited].flatMap((mark) => {
      const number = numberOf(mark);
      const citation = citations[mark - 1];
      if (number === undefined || !citation) return [];
      const button = element(
        "button",
        { type: "button", ...opens(`Citation ${number}: ${titleOf(citation)}`) },
        element("span", { class: "number", "aria-hidden": "true" }, String(number)),
        element(
          "span",
          { class: "source" },
          element("span", { dir: "auto", lang: languageOf(titleOf(citation)) }, titleOf(citation)),
          element("span", { class: "path" }, citation.filepath ?? ""),
          element(
            "span",
            { class: "beginning", dir: "auto", lang: languageOf(citation.content) },
            beginningOf(citation),
          ),
        ),
      );
      button.addEventListener("click", () => openPassage(citation, number, button));
      return [{ number, item: element("li", {}, button) }];
    });
    items.sort((one, other) => one.number - other.number);
    return items.map(({ item }) => item);
  }

  function draw() {
    isDrawing = false;
    const isBusy = article.getAttribute("aria-busy") === "true";
    show(isBusy ? withoutHalfMark(text) : text);
    const language = languageOf(text);
    if (language) body.lang = language;
  }

  function settle() {
    article.setAttribute("aria-busy", "false");
    progress.remove();
    draw();
  }

  return {
    element: article,

    /** @param {readonly Citation[]} found */
    setCitations(found) {
      citations = found;
      numberOf = createCitationNumbers(found.length);
      progress.lastChild?.replaceWith("Reading what was found…");
    },

    /** @param {string} more */
    append(more) {
      text += more;
      // without any passage the server says so in its words, and the page in its own
      if (citations.length === 0) return;
      progress.remove();
      // several words may come within one frame
      if (!isDrawing) requestAnimationFrame(draw);
      isDrawing = true;
    },

    /** The answer is whole. */
    finish() {
      settle();
      const items = sources();
      if (citations.length === 0) {
        body.remove();
        article.append(
          createNote(
            "Nothing was found in the documents that you may read.",
            "Try other words, or ask whoever keeps the document for access to it.",
          ),
        );
      } else if (items.length > 0) {
        article.append(
          element("h3", { class: "sources-heading" }, "Sources"),
          element("ol", { class: "sources" }, ...items),
        );
      } else {
        article.append(createNote("This answer cites no passage.", "Take it with care."));
      }
    },

    /** The person stopped it. */
    stop() {
      settle();
      article.append(createNote("You stopped this answer.", ""));
    },

    /**
     * @param {Problem} problem
     * @param {() => void} askAgain
     */
    fail(problem, askAgain) {
      settle();
      article.append(createProblemNote(problem, { label: "Ask again", act: askAgain }));
    },

    get text() {
      return text;
    },
  };
}

/** @param {string} label */
function opens(label) {
  return { "aria-label": label, "aria-controls": "passage", "aria-expanded": "false" };
}

/** @param {Citation} citation */
function titleOf({ title, filepath }) {
  return title || filepath || "Untitled document";
}

/**
 * The first words of a passage, without their Markdown; a file may be cited with several.
 *
 * @param {Citation} citation
 */
function beginningOf({ content }) {
  const words = content.slice(0, 400).replace(/[#*_`>|~]+|[-:]{3,}/g, " ");
  return words.replace(/\s+/g, " ").trim().slice(0, 120);
}
