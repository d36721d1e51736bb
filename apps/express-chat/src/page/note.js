import { element } from "./dom.js";

/** @typedef {import("./problem.js").Problem} Problem */

/**
 * A remark of the page's own, apart from what documents and the model say.
 *
 * @param {string} title
 * @param {string} remedy
 */
export function createNote(title, remedy) {
  return element("div", { class: "note" }, element("strong", {}, title), " ", remedy);
}

/**
 * Why something did not come about, with the way on.
 *
 * @param {Problem} problem
 * @param {{ readonly label: string, readonly act: () => void }} again
 */
export function createProblemNote({ title, remedy, action, isExpected = false }, { label, act }) {
  const problemNote = createNote(title, remedy);
  if (!isExpected) problemNote.classList.add("failure");
  if (action === "sign-in") {
    problemNote.append(element("a", { class: "plain", href: "/auth/sign-in" }, "Sign in again"));
  }
  if (action === "again") {
    const button = element("button", { type: "button", class: "plain" }, label);
    button.addEventListener("click", act);
    problemNote.append(button);
  }
  return problemNote;
}
