import { readEvents } from "./event-stream.js";
import { AskError, cutOff, problemOf, unreachable } from "./problem.js";

/**
 * A passage that an answer may rest on.
 *
 * @typedef {object} Citation
 * @property {string} content
 * @property {string | null} [title]
 * @property {string | null} [filepath]
 * @property {string | null} [url]
 */

/** @typedef {{ role: "user" | "assistant", content: string }} Message */

/**
 * Asks, and hands on the answer while it comes: first its citations, then its words.
 *
 * @param {readonly Message[]} messages
 * @param {object} options
 * @param {AbortSignal} options.abortSignal
 * @param {(citations: readonly Citation[]) => void} options.onCitations
 * @param {(text: string) => void} options.onText
 * @throws {AskError} When there is no answer, or only a part of one.
 */
export async function ask(messages, { abortSignal, onCitations, onText }) {
  const response = await fetch("/chat", {
    method: "POST",
    headers: { "content-type": "application/json", "x-requested-by": "page" },
    body: JSON.stringify({ messages, stream: true }),
    signal: abortSignal,
  }).catch(failWith(unreachable));
  if (!response.ok || !response.body) {
    throw new AskError(problemOf(response.status, response.headers.get("retry-after")));
  }
  try {
    for await (const data of readEvents(response.body)) {
      // a whole answer says that it is whole
      if (data === "[DONE]") return;
      const { error, choices = [] } = JSON.parse(data);
      if (error) break;
      const { context, content } = choices[0]?.delta ?? {};
      if (context?.citations) onCitations(context.citations);
      if (content) onText(content);
    }
  } catch (error) {
    failWith(cutOff)(error);
  }
  throw new AskError(cutOff);
}

/**
 * @param {import("./problem.js").Problem} problem
 * @returns {(error: unknown) => never}
 */
function failWith(problem) {
  return (error) => {
    // whoever stopped the answer knows
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new AskError(problem);
  };
}
