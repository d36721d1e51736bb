/**
 * Breaks a name into lines of so many columns, after a dash, dot or underscore where there is one; what does not fit
 * into the last line ends in `…`. Signs of East Asian scripts are two columns wide.
 */
export function wrapName(name: string, columns: number, maxLines: number): readonly string[] {
  const lines: string[] = [];
  // whole signs: half of one is no sign
  let rest = Array.from(name);
  while (rest.length > 0) {
    const fitting = fit(rest, columns);
    if (fitting === rest.length) {
      lines.push(rest.join(""));
      break;
    }
    if (lines.length === maxLines - 1) {
      lines.push(`${rest.slice(0, fit(rest, columns - 1)).join("")}…`);
      break;
    }
    const at = rest.slice(0, fitting).findLastIndex((sign) => /[-._\s]/.test(sign)) + 1;
    // a break that leaves nearly nothing before it wastes the line
    const end = at > fitting / 2 ? at : fitting;
    lines.push(rest.slice(0, end).join(""));
    rest = rest.slice(end);
  }
  return lines;
}

/** How many signs, one at least, are no wider than so many columns. */
function fit(signs: readonly string[], columns: number): number {
  let width = 0;
  const tooWide = signs.findIndex((sign) => (width += columnsOf(sign)) > columns);
  return tooWide < 0 ? signs.length : Math.max(1, tooWide);
}

function columnsOf(sign: string): number {
  return (sign.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
}
