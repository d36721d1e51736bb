import type { ContextPart, RequestedSource } from "../wire/requested-source.ts";

/** What a request asks for that counts for the whole answer. */
export interface AnswerWishes {
  readonly includeContexts: readonly ContextPart[];
  readonly topNDocuments: number;
  readonly inScope: boolean;
  readonly roleInformation: string | undefined;
  /** At most so many searches for the question in each source. */
  readonly maxSearchQueries: number;
  readonly allowPartialResult: boolean;
}

/**
 * One answer has one set of rules: where several sources disagree, the strictest wish counts, and of what has
 * no strictness the first. Without a source, the service's own defaults do.
 *
 * @param maxSearchQueries What the server allows.
 */
export function combineSources(
  sources: readonly RequestedSource[],
  maxSearchQueries: number,
): AnswerWishes {
  const [first] = sources;
  const roles = sources.flatMap(({ roleInformation }) => roleInformation ?? []);
  return {
    includeContexts: first?.includeContexts ?? ["citations", "intent"],
    topNDocuments: first?.topNDocuments ?? 5,
    inScope: sources.length === 0 || sources.some(({ inScope }) => inScope),
    roleInformation: roles.length === 0 ? undefined : [...new Set(roles)].join("\n"),
    maxSearchQueries: Math.min(
      maxSearchQueries,
      ...sources.flatMap((source) => source.maxSearchQueries ?? []),
    ),
    allowPartialResult:
      sources.length > 0 && sources.every(({ allowPartialResult }) => allowPartialResult),
  };
}
