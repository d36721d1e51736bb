import { createHash } from "node:crypto";

/** An id for what has none in the seed: the same for the same names, in every run. */
export function stableId(...names: readonly string[]): string {
  const digits = createHash("sha256").update(names.join("\n").toLowerCase()).digest("hex");
  const groups = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(digits) ?? [];
  const [, first = "", second = "", third = "", fourth = "", fifth = ""] = groups;
  return `${first}-${second}-8${third}-8${fourth}-${fifth}`;
}
