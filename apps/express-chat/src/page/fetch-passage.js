import { AskError, unreachable } from "./problem.js";

/** @typedef {import("./ask.js").Citation} Citation */
/** @typedef {import("./problem.js").Problem} Problem */

/**
 * The text of a cited passage, as whoever looks at it may read it now: the server decides again. Where
 * citations lead nowhere, it is the text that came with the answer.
 *
 * @param {Citation} citation
 * @param {AbortSignal} abortSignal
 * @returns {Promise<string>}
 * @throws {AskError} When it does not open.
 */
export async function fetchPassage(citation, abortSignal) {
  const address = passageAddress(citation);
  if (address === undefined) return citation.content;
  const response = await fetch(address, { signal: abortSignal }).catch((error) => {
    // whoever closed it knows
    if (abortSignal.aborted) throw error;
    throw new AskError(unreachable);
  });
  if (!response.ok) throw new AskError(passageProblem(response.status));
  return withoutHead(await response.text(), citation);
}

/**
 * Where the app itself shows a passage; a link to elsewhere is none of it.
 *
 * @param {Citation} citation
 */
export function passageAddress({ url }) {
  return url && /^\/documents\/[\w-]+\/[\w=-]+$/.test(url) ? url : undefined;
}

/**
 * Without the title and the path, which are above it already.
 *
 * @param {string} text
 * @param {Citation} citation
 */
export function withoutHead(text, { title, filepath }) {
  const head = [...new Set([title, filepath])].filter(Boolean).join("\n");
  return head !== "" && text.startsWith(`${head}\n\n`) ? text.slice(head.length + 2) : text;
}

/**
 * Why a passage does not open, and what to do about it.
 *
 * @param {number} status
 * @returns {Problem}
 */
export function passageProblem(status) {
  if (status === 404) {
    return {
      title: "This passage is not open to you any more.",
      remedy:
        "The document was removed, or your access to it has changed since the answer. Ask whoever keeps it.",
      action: "none",
      isExpected: true,
    };
  }
  if (status === 401) {
    return {
      title: "Your session has ended.",
      remedy: "Sign in again to read the passage.",
      action: "sign-in",
    };
  }
  return {
    title: "The passage cannot be opened at present.",
    remedy: "If it stays so, tell the people who run this app.",
    action: "again",
  };
}
