import { invalidRequest, notEmulated } from "../search-error.ts";
import type { ComponentOptions } from "./component-options.ts";

/** What flags of Java's are here; nothing for what is so anyway. */
const flagLetters: Readonly<Record<string, string>> = {
  CASE_INSENSITIVE: "i",
  DOTALL: "s",
  LITERAL: "",
  MULTILINE: "m",
  UNICODE_CASE: "",
};
const unsupportedFlags = new Set(["CANON_EQ", "COMMENTS", "UNIX_LINES"]);

/**
 * Reads a regular expression of Java's, which finds all of its matches.
 *
 * @param flags Names of flags, parted by `|` (none).
 * @see https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
 * @throws SearchError for what JavaScript cannot read, which has fewer forms.
 */
export function javaPattern(pattern: string, flags = ""): RegExp {
  const names = flags.split("|").filter(Boolean);
  const letters = names.map((name) => {
    if (unsupportedFlags.has(name)) throw notEmulated(`the flag '${name}' of regular expressions`);
    const letter = flagLetters[name];
    if (letter !== undefined) return letter;
    throw invalidRequest("index", `'${name}' is no flag of regular expressions.`);
  });
  const source = names.includes("LITERAL")
    ? pattern.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
    : pattern;
  const expression =
    compile(source, `g${letters.join("")}u`) ?? compile(source, `g${letters.join("")}`);
  if (expression) return expression;
  throw invalidRequest("index", `'${pattern}' is not a regular expression that can be read.`);
}

/** The `pattern` and the `flags` of a part of an analyzer. */
export function readPattern(options: ComponentOptions, standard: string): RegExp {
  return javaPattern(options.text("pattern", standard), options.text("flags", ""));
}

function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
