import { foldToAscii } from "../../text/fold-to-ascii.ts";
import type { ComponentOptions } from "../component-options.ts";
import { javaPattern } from "../java-pattern.ts";
import { changeTerms, foldTerms, type TokenFilter } from "../token-filter.ts";

/** `asciifolding`, where `preserveOriginal` also keeps the accents. */
export function asciiFolding(options: ComponentOptions): TokenFilter {
  const isKept = options.flag("preserveOriginal", false);
  const fold = foldTerms(foldToAscii);
  if (!isKept) return fold;
  return {
    ...fold,
    apply: (terms) =>
      terms.flatMap((each) => {
        const term = foldToAscii(each.term);
        return term === each.term ? [each] : [{ ...each, term }, each];
      }),
  };
}

const frenchArticles = [
  "l",
  "m",
  "t",
  "qu",
  "n",
  "s",
  "j",
  "d",
  "c",
  "jusqu",
  "quoiqu",
  "lorsqu",
  "puisqu",
];

/** `elision`: `l'avion` becomes `avion`. */
export function elision(options: ComponentOptions): TokenFilter {
  const articles = new Set(
    options.texts("articles", frenchArticles).map((article) => article.toLowerCase()),
  );
  return foldTerms((term) => {
    const at = term.search(/['’]/);
    return at > 0 && articles.has(term.slice(0, at).toLowerCase()) ? term.slice(at + 1) : term;
  });
}

/** `pattern_replace`. */
export function patternReplace(options: ComponentOptions): TokenFilter {
  const pattern = javaPattern(options.text("pattern"));
  const replacement = options.text("replacement");
  return changeTerms((term) => term.replaceAll(pattern, replacement));
}

/** `truncate`. */
export function truncate(options: ComponentOptions): TokenFilter {
  const length = options.integer("length", 300, { min: 1 });
  return changeTerms((term) => term.slice(0, length));
}

/** `lowercase`. */
export function lowercase(): TokenFilter {
  return foldTerms((term) => term.toLowerCase());
}

/** Without options: filters that change how a term is spelled. */
export const spellingFilters: Readonly<Record<string, () => TokenFilter>> = {
  lowercase,
  uppercase: () => foldTerms((term) => term.toUpperCase()),
  cjk_width: () =>
    foldTerms((term) => term.replaceAll(/[\uFF00-\uFFEF]+/g, (wide) => wide.normalize("NFKC"))),
  german_normalization: () =>
    foldTerms((term) =>
      term
        .replaceAll("ß", "ss")
        .replaceAll(/[äöü]/g, (umlaut) => ({ ä: "a", ö: "o", ü: "u" })[umlaut] ?? umlaut)
        .replaceAll(/(?<=[ao])e|(?<=(?<![aeiouyq])u)e/g, ""),
    ),
  scandinavian_folding: () =>
    foldTerms((term) =>
      term
        .replaceAll(/[åäæ]|a[aeo]|ae/g, "a")
        .replaceAll(/[öø]|o[eo]/g, "o")
        .replaceAll(/[ÅÄÆ]|A[AEOaeo]/g, "A")
        .replaceAll(/[ÖØ]|O[EOeo]/g, "O"),
    ),
  scandinavian_normalization: () =>
    foldTerms((term) =>
      term
        .replaceAll(/ä|ae/g, "æ")
        .replaceAll(/ö|oe|oo/g, "ø")
        .replaceAll(/aa|ao/g, "å")
        .replaceAll("Ä", "Æ")
        .replaceAll("Ö", "Ø"),
    ),
  apostrophe: () => changeTerms((term) => term.replace(/['’].*$/s, "")),
  classic: () =>
    changeTerms((term) =>
      /^(?:\p{L}\.)+\p{L}?\.?$/u.test(term)
        ? term.replaceAll(".", "")
        : term.replace(/['’][sS]$/, ""),
    ),
  reverse: () => changeTerms((term) => Array.from(term).toReversed().join("")),
  trim: () => changeTerms((term) => term.trim()),
};
