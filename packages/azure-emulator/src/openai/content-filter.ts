const categories = ["hate", "self_harm", "sexual", "violence"] as const;

const passed = { filtered: false, severity: "safe" };

/** What the content filter says of an answer: nothing is ever found here. */
export const answerFilterResults: Readonly<Record<string, typeof passed>> = Object.fromEntries(
  categories.map((category) => [category, passed]),
);

/** What the content filter says of a prompt: nothing is ever found here. */
export const promptFilterResults: readonly unknown[] = [
  {
    prompt_index: 0,
    content_filter_results: Object.assign(
      { jailbreak: { filtered: false, detected: false } },
      answerFilterResults,
    ),
  },
];
