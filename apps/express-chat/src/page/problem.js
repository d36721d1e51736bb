/**
 * Why there is no answer, and what to do about it.
 *
 * @typedef {object} Problem
 * @property {string} title
 * @property {string} remedy
 * @property {"sign-in" | "again" | "none"} action
 * @property {boolean} [isExpected] Nothing is broken (false).
 */

/** What went wrong with a question. */
export class AskError extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.title);
    this.name = "AskError";
    this.problem = problem;
  }
}

/** @type {Problem} */
export const cutOff = {
  title: "The answer was cut off.",
  remedy: "What you see may be incomplete.",
  action: "again",
};

/** @type {Problem} */
export const unreachable = {
  title: "The connection failed.",
  remedy: "Check your network.",
  action: "again",
};

/**
 * What a refusal of the server means to a person.
 *
 * @param {number} status
 * @param {string | null} retryAfter The header of this name: seconds.
 * @returns {Problem}
 */
export function problemOf(status, retryAfter) {
  if (status === 401) {
    return {
      title: "Your session has ended.",
      remedy: "Sign in again and ask once more.",
      action: "sign-in",
    };
  }
  if (status === 403) {
    return {
      title: "Your account may not use this app.",
      remedy: "Ask the people who run it for access.",
      action: "none",
    };
  }
  if (status === 429 || status === 503) {
    const seconds = Number(retryAfter);
    const when = seconds > 0 && seconds <= 120 ? `in ${seconds} seconds` : "in a moment";
    return { title: "The service is busy.", remedy: `Ask again ${when}.`, action: "again" };
  }
  if (status === 400 || status === 413) {
    return {
      title: "This question could not be read.",
      remedy: "Make it shorter, or begin anew.",
      action: "none",
    };
  }
  return {
    title: "The documents cannot be searched at present.",
    remedy: "If it stays so, tell the people who run this app.",
    action: "again",
  };
}
