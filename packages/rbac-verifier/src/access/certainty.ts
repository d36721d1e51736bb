/** An answer that may not be known. */
export type Certainty = "yes" | "no" | "unknown";

/** Yes when all are; no as soon as one is. */
export function allOf(answers: readonly Certainty[]): Certainty {
  if (answers.includes("no")) return "no";
  return answers.includes("unknown") ? "unknown" : "yes";
}

/** Yes as soon as one is; no when all are. */
export function anyOf(answers: readonly Certainty[]): Certainty {
  if (answers.includes("yes")) return "yes";
  return answers.includes("unknown") ? "unknown" : "no";
}

/** The opposite; what is not known stays so. */
export function negated(answer: Certainty): Certainty {
  if (answer === "unknown") return "unknown";
  return answer === "yes" ? "no" : "yes";
}
