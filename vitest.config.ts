import { readdirSync } from "node:fs";
import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// nx forces colours on its tasks; in what a program under test prints they would be faults
delete process.env["FORCE_COLOR"];

const projects = ["packages", "apps", "tools"].flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      extends: true as const,
      test: { name, root: `${folder}/${name}` },
    })),
);

export default defineConfig({
  // workspace packages resolve to their sources: no build before a test; `module` is for bundlers, not for Node
  ssr: {
    resolve: {
      conditions: [
        "@entrim/source",
        ...defaultServerConditions.filter((condition) => condition !== "module"),
      ],
    },
  },
  test: {
    projects,
    include: ["src/**/*.test.ts"],
    passWithNoTests: true,
    // child processes and browsers take seconds where two cores are shared
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
