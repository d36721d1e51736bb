/** A text in a prompt that can be cited. */
export interface Passage {
  /** As in `[doc1]`. */
  readonly mark: string;
  readonly text: string;
}

/** A message's passages and what stands outside of them. */
export interface MessageParts {
  readonly passages: readonly Passage[];
  readonly rest: string;
}

const markLine = /^\[doc\d+\]$/;

/** What ends a passage, apart from the next one and the end of the message. */
const closingTag = /^<\/[\w-]+>$/;

/**
 * Finds the passages of a message: blocks of lines, each begun by a line that is its mark and ended by
 * the next mark, by a line that is a closing tag, or by the end of the message.
 */
export function splitPassages(message: string): MessageParts {
  const passages: { mark: string; lines: string[] }[] = [];
  const rest: string[] = [];
  let into = rest;
  for (const line of message.split(/\r?\n/)) {
    const text = line.trim();
    if (markLine.test(text)) {
      into = [];
      passages.push({ mark: text, lines: into });
    } else if (closingTag.test(text)) {
      into = rest;
    } else {
      into.push(line);
    }
  }
  return {
    passages: passages.map(({ mark, lines }) => ({ mark, text: lines.join("\n") })),
    rest: rest.join("\n").trim(),
  };
}
