import type { ComponentOptions } from "../component-options.ts";
import { javaPattern } from "../java-pattern.ts";
import { spreadTerms, type TokenFilter } from "../token-filter.ts";

/** `pattern_capture`: what the groups of some patterns find in a term, beside the term itself. */
export function patternCapture(options: ComponentOptions): TokenFilter {
  const patterns = options.texts("patterns").map((pattern) => javaPattern(pattern));
  const keepsOriginal = options.flag("preserveOriginal", true);
  return spreadTerms(({ term }) => {
    const captures = patterns.flatMap((pattern) =>
      [...term.matchAll(pattern)].flatMap(([, ...groups]) => groups.filter(Boolean)),
    );
    const isKept = keepsOriginal || captures.length === 0;
    return [...new Set(isKept ? [term, ...captures] : captures)];
  });
}
