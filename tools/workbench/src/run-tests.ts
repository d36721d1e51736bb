// The test command of the README: builds and tests every workspace, then prints the verdict.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { requirements } from "./requirements.ts";
import { verdict, type VitestReport } from "./verdict.ts";
import { readWorkspaces, repositoryRoot } from "./workspaces.ts";

const reportPaths = readWorkspaces().map(({ folder }) => ({
  workspace: folder,
  path: join(repositoryRoot, folder, "reports/tests.json"),
}));
// a report of an earlier run must not speak for a workspace that crashes in this one
for (const { path } of reportPaths) rmSync(path, { force: true });

const run = spawnSync("nx", ["run-many", "-t", "build", "test"], {
  cwd: repositoryRoot,
  stdio: "inherit",
  shell: process.platform === "win32",
  // a suite that hangs must not keep back the verdict on the others
  timeout: 60 * 60_000,
});

const reports = reportPaths.map(({ workspace, path }) => ({
  workspace,
  report: existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as VitestReport) : undefined,
}));
const strict = process.env["CI"] !== undefined;
const { passed, failed, notRun, faults } = verdict(reports, requirements, { strict });

for (const title of notRun) console.log(`not run: ${title}`);
for (const fault of faults) console.log(`failed: ${fault}`);
if (run.status !== 0 && failed === 0) console.log("failed: the build, see above");
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? (run.status ?? 1) : 1;
