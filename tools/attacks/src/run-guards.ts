// Deletes each guard in turn, in a copy of the repository, and sees that a test fails. Names of projects as
// arguments: those only.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyRepository } from "./copy-repository.ts";
import type { Guard } from "./guard.ts";
import { guards } from "./guards.ts";
import { withoutGuard } from "./without-guard.ts";

/** Runs that are longer hang, which a missing guard may well be the cause of. */
const timeoutInMs = 300_000;

const root = fileURLToPath(new URL("../../../", import.meta.url));
const wanted = process.argv.slice(2);
const chosen = guards.filter(({ project }) => wanted.length === 0 || wanted.includes(project));
const copy = copyRepository(root);
try {
  const unfit = await findUnfit(chosen);
  const survivors: Guard[] = [];
  for (const [i, guard] of chosen.entries()) {
    const { before, after } = withoutGuard(copy, guard);
    const file = join(copy, guard.file);
    writeFileSync(file, after);
    // oxlint-disable-next-line no-await-in-loop -- one guard is missing at a time
    const isMissed = !(await passes(guard));
    writeFileSync(file, before);
    if (!isMissed) survivors.push(guard);
    console.log(`${i + 1}/${chosen.length} ${isMissed ? "missed" : "NOT MISSED"}: ${guard.name}`);
  }
  console.log(`${chosen.length - survivors.length} of ${chosen.length} guards are missed.`);
  for (const { file, text } of survivors) console.log(`not missed: ${file}: ${text}`);
  for (const project of unfit) console.log(`fails with every guard in place: ${project}`);
  if (survivors.length + unfit.length > 0) process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** Tests that fail by themselves prove nothing. */
async function findUnfit(list: readonly Guard[]): Promise<readonly string[]> {
  const unfit: string[] = [];
  for (const project of new Set(list.map((guard) => guard.project))) {
    const tests = list.filter((guard) => guard.project === project).flatMap((guard) => guard.tests);
    // oxlint-disable-next-line no-await-in-loop -- a run takes a whole machine
    const isFit = await passes({ project, tests: [...new Set(tests)] });
    if (!isFit) unfit.push(project);
    console.log(`${project} with every guard in place: ${isFit ? "passes" : "FAILS"}`);
  }
  return unfit;
}

async function passes({ project, tests }: Pick<Guard, "project" | "tests">): Promise<boolean> {
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const child = spawn(
    process.execPath,
    [vitest, "run", "--root", copy, "--project", project, "--bail", "1", ...tests],
    { cwd: copy, stdio: "ignore", detached: true },
  );
  // with all that the tests have started
  const timer = setTimeout(() => child.pid !== undefined && process.kill(-child.pid), timeoutInMs);
  const [code] = (await once(child, "exit")) as [number | null];
  clearTimeout(timer);
  return code === 0;
}
