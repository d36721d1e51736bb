import { escapeXml } from "../report/escape-xml.ts";
import type { Box, Line, Point } from "./layout.ts";
import type { Mark, State } from "./mark.ts";
import { wrapName } from "./wrap-name.ts";

const chipHeight = 19;
const chipGap = 5;
const maxChips = 4;

/** A card with what it is, its name, and the rules that do not hold for it. */
export function drawNode(
  box: Box,
  { kind, name, mark }: { readonly kind: string; readonly name: string; readonly mark: Mark },
): string {
  const { x, y, width, height } = box;
  const isSmall = width < 200;
  const columns = Math.floor((width - 32) / (isSmall ? 7 : 9));
  const lines = wrapName(name, columns, 2);
  return group(
    [kind, name, ...mark.messages].join("\n"),
    [
      `<rect class="card ${mark.state}" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>`,
      text("kind", { x: x + 16, y: y + 24 }, kind),
      ...lines.map((line, index) =>
        text(isSmall ? "small" : "name", { x: x + 16, y: y + 44 + index * 18 }, line),
      ),
      drawChips({ x: x + 16, y: y + height - chipHeight / 2 - 10 }, mark, "start"),
    ].join(""),
  );
}

/** The virtual network around what is in it. */
export function drawNetwork({ x, y, width, height }: Box, name: string, mark: Mark): string {
  const chips = 40 + Math.min(mark.rules.length, maxChips) * 42;
  const [line = ""] = wrapName(name, Math.floor((width - chips) / 7), 1);
  return group(
    [name, ...mark.messages].join("\n"),
    [
      `<rect class="net ${mark.state}" x="${x}" y="${y}" width="${width}" height="${height}" rx="16"/>`,
      text("kind", { x: x + 20, y: y + 26 }, line),
      drawChips({ x: x + width - 20, y: y + 22 }, mark, "end"),
    ].join(""),
  );
}

/** A line with an arrow head, and the rules that do not hold on it. */
export function drawEdge({ path, end, comesFrom, label }: Line, mark: Mark, what: string): string {
  const back = comesFrom === "left" ? -9 : 9;
  return group(
    [what, ...mark.messages].join("\n"),
    [
      `<path class="edge ${mark.state}" d="${path}"/>`,
      `<path class="head ${mark.state}" d="M${end.x} ${end.y}l${back} -5.5v11z"/>`,
      drawChips(label, mark, "middle"),
    ].join(""),
  );
}

/** One line of text. */
export function text(className: string, { x, y }: Point, content: string): string {
  return `<text class="${className}" x="${x}" y="${y}">${escapeXml(content)}</text>`;
}

/** Ids of rules beside each other, around a point. */
function drawChips(at: Point, { rules, state }: Mark, anchor: "start" | "middle" | "end"): string {
  const shown: readonly { readonly id: string; readonly state: State }[] =
    rules.length <= maxChips
      ? rules
      : [...rules.slice(0, maxChips - 1), { id: `+${rules.length - maxChips + 1}`, state }];
  const widths = shown.map(({ id }) => id.length * 7.5 + 14);
  const total = widths.reduce((sum, width) => sum + width + chipGap, -chipGap);
  let x = at.x - (anchor === "start" ? 0 : anchor === "end" ? total : total / 2);
  return shown
    .map((rule, index) => {
      const width = widths[index] ?? 0;
      const left = x;
      x += width + chipGap;
      return `<g class="chip ${rule.state}"><rect x="${left}" y="${at.y - chipHeight / 2}" width="${width}" height="${chipHeight}" rx="${chipHeight / 2}"/>${text("", { x: left + width / 2, y: at.y + 4 }, rule.id)}</g>`;
    })
    .join("");
}

function group(title: string, content: string): string {
  return `<g><title>${escapeXml(title)}</title>${content}</g>`;
}
