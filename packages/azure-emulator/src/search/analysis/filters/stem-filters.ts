import { stemEnglish } from "../../text/english.ts";
import { invalidRequest } from "../../search-error.ts";
import type { ComponentOptions } from "../component-options.ts";
import type { Term, TokenFilter } from "../token-filter.ts";
import { wordSet } from "./selection-filters.ts";

/** `porter_stem`. */
export function porterStem(): TokenFilter {
  return stemTerms(stemEnglish);
}

const otherStemmers =
  "arabic armenian basque brazilian bulgarian catalan czech danish dutch dutchKp lightEnglish minimalEnglish porter2 lovins finnish lightFinnish french lightFrench minimalFrench galician minimalGalician german german2 lightGerman minimalGerman greek hindi hungarian lightHungarian indonesian irish italian lightItalian sorani latvian norwegian lightNorwegian minimalNorwegian lightNynorsk minimalNynorsk portuguese lightPortuguese minimalPortuguese portugueseRslp romanian russian lightRussian spanish lightSpanish swedish lightSwedish turkish";

/** `stemmer`, for English. */
export function stemmer(options: ComponentOptions): TokenFilter {
  const language = options.choice("language", "english", {
    emulated: ["english", "possessiveEnglish"],
    others: otherStemmers,
  });
  return language === "english"
    ? porterStem()
    : stemTerms((term) => term.replace(/['’＇][sS]$/, ""));
}

/** `stemmer_override`: stems that later stemmers leave alone. */
export function stemmerOverride(options: ComponentOptions): TokenFilter {
  const stems = new Map(
    options.texts("rules").map((rule): [string, string] => {
      const [word = "", stem = "", ...others] = rule.split("=>").map((side) => side.trim());
      if (word !== "" && stem !== "" && others.length === 0) return [word, stem];
      throw invalidRequest("index", `The rule '${rule}' is not of the form 'ran => run'.`);
    }),
  );
  return {
    apply: (terms) =>
      terms.map((each) => {
        const term = each.isKeyword === true ? undefined : stems.get(each.term);
        return term === undefined ? each : Object.assign({}, each, { term, isKeyword: true });
      }),
  };
}

/** `keyword_marker`: words that stemmers leave alone. */
export function keywordMarker(options: ComponentOptions): TokenFilter {
  const ignoresCase = options.flag("ignoreCase", false);
  const words = wordSet(options.texts("keywords"), ignoresCase);
  const isKeyword = ({ term }: Term): boolean => words.has(ignoresCase ? term.toLowerCase() : term);
  return {
    apply: (terms) =>
      terms.map((each) => (isKeyword(each) ? Object.assign({}, each, { isKeyword: true }) : each)),
  };
}

/** `keyword_repeat`: each term twice, once for stemmers and once for nobody. */
export function keywordRepeat(): TokenFilter {
  return {
    apply: (terms) =>
      terms.flatMap((each) => [
        Object.assign({}, each, { isKeyword: true }),
        Object.assign({}, each, { isKeyword: false }),
      ]),
  };
}

function stemTerms(stem: (term: string) => string): TokenFilter {
  return {
    apply: (terms) =>
      terms.map((each) =>
        each.isKeyword === true ? each : Object.assign({}, each, { term: stem(each.term) }),
      ),
  };
}
