import { counted } from "../counted.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Finding } from "../finding.ts";
import { escapeXml } from "../report/escape-xml.ts";
import { summarize } from "../report/summarize.ts";
import { diagramStyle } from "./diagram-style.ts";
import { drawSetUp } from "./draw-set-up.ts";
import { text } from "./draw.ts";
import { width } from "./layout.ts";
import { type State, stateOf } from "./mark.ts";

const verdicts = {
  ready: { words: "Ready", state: "holds" },
  "not ready": { words: "Not ready", state: "broken" },
  unknown: { words: "Not known to be ready", state: "unknown" },
} as const;

/**
 * Draws a set-up as SVG: the app, the services, the network and the private endpoints, and who needs what of whom.
 * What is broken is red and bears the ids of the rules, what is not known is dashed grey. Light and dark follow the
 * viewer; there is no script, and nothing is loaded.
 */
export function formatDiagram(findings: readonly Finding[], evidence: Evidence): string {
  const { capturedAt, source } = evidence;
  const { height, parts, elsewhere } = drawSetUp(findings, evidence);
  const { verdict, failures, byStatus } = summarize(findings);
  const { words, state } = verdicts[verdict];
  const counts = `${counted(failures.error, "error")}, ${counted(failures.warning, "warning")}, ${byStatus.unknown + byStatus.review} unknown`;
  const broken = findings.filter((finding) => stateOf(finding) === "broken");
  const description = [
    `${words}: ${counts}.`,
    ...broken.map(({ ruleId, message }) => `${ruleId}: ${message}.`),
  ].join(" ");
  const others = elsewhere.rules.map(({ id }) => id);
  const some = others.length > 14 ? [...others.slice(0, 14), "…"] : others;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="entrim-diagram" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="entrim-diagram-title entrim-diagram-description">
<title id="entrim-diagram-title">Set-up on Azure: ${words}</title>
<desc id="entrim-diagram-description">${escapeXml(description)}</desc>
<style>${diagramStyle}</style>
<rect class="page" width="${width}" height="${height}"/>
<g class="${state}"><circle class="dot" cx="45" cy="44" r="7"/></g>
${text("verdict", { x: 64, y: 51 }, words)}
${text("soft", { x: 64, y: 73 }, [counts, source === "live" ? "read from Azure" : source, capturedAt ?? ""].filter((one) => one !== "").join("  ·  "))}
${legend()}
${parts.join("\n")}
${some.length === 0 ? "" : text("soft", { x: 40, y: height - 22 }, `Elsewhere: ${some.join(", ")}`)}
</svg>
`;
}

function legend(): string {
  const entries: readonly (readonly [State, string])[] = [
    ["holds", "holds"],
    ["broken", "broken"],
    ["warning", "warning"],
    ["unknown", "not known"],
  ];
  return entries
    .map(([state, words], index) => {
      const x = width - 452 + index * 108;
      return `<path class="edge ${state}" d="M${x} 46h28"/>${text("soft", { x: x + 36, y: 50 }, words)}`;
    })
    .join("");
}
