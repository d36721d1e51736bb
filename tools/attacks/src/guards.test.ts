import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { guards } from "./guards.ts";
import { withoutGuard } from "./without-guard.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const rooms: readonly string[] = [
  "access-token",
  "azure-clouds",
  "guard",
  "group-membership",
  "group-filter",
  "odata-filter",
  "search-policy",
  "token-credential-policy",
  "keyless-proxy",
  "on-your-data",
  "node-http",
  "express",
  "koa",
  "gateway",
  "ingestion",
  "express-chat",
  "koa-api",
];

describe("guards", () => {
  it("are of every room that decides who may do what", () => {
    expect(new Set(guards.map(({ project }) => project))).toEqual(new Set(rooms));
    expect(new Set(guards.map(({ name }) => name)).size).toBeGreaterThan(80);
  });

  it.each(guards.map((guard) => [`${guard.project}: ${guard.name}`, guard] as const))(
    "%s stands where it is said to, once, and has tests",
    (_, guard) => {
      const { before, after } = withoutGuard(root, guard);
      expect(after).not.toBe(before);
      const folder = ["packages", "apps"].find((each) =>
        existsSync(join(root, each, guard.project)),
      );
      const tests = readdirSync(join(root, folder ?? "", guard.project, "src"), {
        recursive: true,
        encoding: "utf8",
      }).filter((name) => name.endsWith(".test.ts"));
      expect(tests.some((name) => guard.tests.some((part) => name.includes(part)))).toBe(true);
    },
  );
});
