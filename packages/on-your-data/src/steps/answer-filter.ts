import type { IsAllowedLink } from "./link-hosts.ts";

/** Passes an answer on, piece by piece, without what it may not hold. */
export interface AnswerFilter {
  /** What may be shown by now; the rest is kept until it is clear what it is. */
  push(text: string): string;
  /** What was kept. */
  end(): string;
}

const linkEnd = "\\s<>\"'`()\\[\\]{}。，、！？；：（）「」『』【】《》";
const slashes = "(?:[\\\\/]{2})";
const token = new RegExp(
  [
    // a mark; before a parenthesis it would be the text of a link
    "(?<space>[ \\t]*)\\[doc(?<number>\\d{1,9})\\](?!\\()",
    "\\]\\(\\s*<?(?<target>[^)\\s>]*)",
    `(?<link>(?:https?:)?${slashes}[^${linkEnd}]+|www\\.[^${linkEnd}]+)`,
  ].join("|"),
  "gi",
);
/** The end of a text that may become, with what comes, one of the above. */
const unfinished = new RegExp(
  `(?:${[
    "[ \\t]+",
    "[ \\t]*\\[(?:d(?:o(?:c(?:\\d{1,9}\\]?)?)?)?)?",
    "\\](?:\\(\\s*<?[^)\\s>]*)?",
    "h(?:t(?:t(?:ps?:?)?)?)?",
    "(?:https?:)?[\\\\/]",
    `(?:https?:)?${slashes}[^${linkEnd}]*`,
    `w{1,3}|www\\.[^${linkEnd}]*`,
  ].join("|")})$`,
  "i",
);

/**
 * Lets through marks of passages that exist, and links to where links may go. A link that may not is a way
 * to carry what the answer knows to somebody else, so its address goes, be it in the middle of a word.
 *
 * @param passageCount How many passages there are; `[doc1]` is the first.
 */
export function createAnswerFilter(
  passageCount: number,
  isAllowedLink: IsAllowedLink,
): AnswerFilter {
  let kept = "";
  const clean = (text: string): string =>
    text.replaceAll(token, (whole: string, ...rest: unknown[]) => {
      const {
        space,
        number,
        target,
        link = "",
      } = rest.at(-1) as Record<string, string | undefined>;
      if (number !== undefined) {
        const position = Number(number);
        return position >= 1 && position <= passageCount ? `${space}[doc${position}]` : "";
      }
      if (target !== undefined) return isAllowedLink(target) ? whole : "](#";
      const address = link.replace(/[.,;:!?*_]+$/, "");
      const shown = isAllowedLink(/^www\./i.test(address) ? `https://${address}` : address);
      return shown ? whole : `[link removed]${link.slice(address.length)}`;
    });
  return {
    push(text) {
      kept += text;
      const end = kept.search(unfinished);
      const finished = end === -1 ? kept : kept.slice(0, end);
      kept = kept.slice(finished.length);
      return clean(finished);
    },
    end() {
      const rest = clean(kept);
      kept = "";
      return rest;
    },
  };
}
