// The chat page: who is signed in, the question, the way out.
import { createConversation } from "./conversation.js";
import { byId } from "./dom.js";
import { createPassagePanel } from "./passage-panel.js";

const composer = byId("composer", HTMLFormElement);
const field = byId("question", HTMLTextAreaElement);
const send = byId("send", HTMLButtonElement);
const stop = byId("stop", HTMLButtonElement);

const panel = createPassagePanel();
const conversation = createConversation({
  openPassage: panel.open,
  onBusy(isBusy) {
    const hadFocus = document.activeElement === stop;
    send.hidden = isBusy;
    stop.hidden = !isBusy;
    if (hadFocus) field.focus();
  },
});

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = field.value.trim();
  if (question === "" || send.hidden) return;
  field.value = "";
  fit();
  askFor(question);
});
stop.addEventListener("click", conversation.stop);
field.addEventListener("input", fit);
field.addEventListener("keydown", (event) => {
  // while an input method is open, Enter chooses a word
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});
byId("examples", HTMLElement).addEventListener("click", ({ target }) => {
  if (target instanceof HTMLButtonElement) askFor(target.innerText);
});
byId("sign-out", HTMLElement).addEventListener("click", () => void signOut());

// a page that the browser kept in memory may be that of somebody who signed out
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});

void greet();
enable();

/** @param {string} question */
function askFor(question) {
  byId("welcome", HTMLElement).hidden = true;
  field.focus();
  void conversation.ask(question);
}

/** Nothing of the page works before this file has run, so the page comes with everything disabled. */
function enable() {
  /** @type {NodeListOf<HTMLButtonElement | HTMLTextAreaElement>} */
  const controls = document.querySelectorAll(":disabled");
  for (const control of controls) control.disabled = false;
  field.focus();
}

/** Makes the field as high as its text, up to what the style allows. */
function fit() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

async function greet() {
  const response = await fetch("/session");
  if (response.status === 401) location.assign("/?problem=ended");
  if (!response.ok) return;
  const { name, username, groupCount } = await response.json();
  const person = byId("person-name", HTMLElement);
  person.textContent = name;
  person.title = username;
  byId("person-groups", HTMLElement).textContent =
    groupCount === 0 ? "in no group" : groupCount === 1 ? "1 group" : `${groupCount} groups`;
  if (groupCount === 0) {
    byId("welcome-text", HTMLElement).textContent =
      "You are in no group, so there is no document that you may read yet. Ask whoever manages your groups for access.";
  }
}

async function signOut() {
  const response = await fetch("/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json", "x-requested-by": "page" },
    body: "{}",
  });
  const { location: next = "/" } = response.ok ? await response.json() : {};
  location.replace(next);
}
