import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Shows that a line of LIMITATIONS.md is true. */
export type LimitationCheck = () => void | Promise<void>;

/** Checks one after the other. */
export const inTurn = <T>(items: readonly T[], check: (item: T) => Promise<void>): Promise<void> =>
  items.reduce((before, item) => before.then(() => check(item)), Promise.resolve());

const text = readFileSync(new URL("../LIMITATIONS.md", import.meta.url), "utf8");

/** The lines of a section. */
function linesOf(section: string): readonly string[] {
  const [, ...sections] = text.split(/^## /m);
  const found = sections.find((one) => one.startsWith(`${section}\n`)) ?? "";
  return found.split("\n").flatMap((line) => (line.startsWith("- ") ? [line.slice(2)] : []));
}

/**
 * Tests what LIMITATIONS.md says of a part, line by line: whoever makes a line untrue has to change it.
 *
 * @param checks By the first words of the line.
 */
export function testLimitations(
  section: string,
  checks: Readonly<Record<string, LimitationCheck>>,
): void {
  describe.each([section])("%s", () => {
    it.each(linesOf(section))("%s", { timeout: 60_000 }, async (line) => {
      const [check, ...others] = Object.entries(checks).filter(([words]) => line.startsWith(words));
      expect(others).toEqual([]);
      expect(check, "the line has no check").toBeDefined();
      await check?.[1]();
    });

    it("has no check without a line", () => {
      expect(linesOf(section)).toHaveLength(Object.keys(checks).length);
    });
  });
}
