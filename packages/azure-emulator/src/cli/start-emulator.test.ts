import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** Has a process say at its end which modules it loaded. */
const recorder = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on("exit", () => console.error(JSON.stringify(loaded)));
`)}`;

it(
  "a start loads nothing of the services that nobody has asked yet",
  { timeout: 60_000 },
  async () => {
    const { NODE_ENV: _, ...env } = process.env;
    const bin = fileURLToPath(new URL("../bin.ts", import.meta.url));
    const flags = ["--conditions=@entrim/source", "--import", recorder];
    const child = spawn(process.execPath, [...flags, bin, "start", "--port", "0"], { env });
    const said = text(child.stderr);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    const loaded = JSON.parse(await said) as readonly string[];
    const named = (pattern: RegExp) => loaded.filter((url) => pattern.test(url));
    expect(named(/\/src\/emulator\.ts$/)).toHaveLength(1);
    expect(named(/\/(?:zod|unpdf|fflate)\//)).toEqual([]);
    expect(
      named(
        /\/(?:answer-graph|blob-service|dfs-service|entra|management|openai-account|overview-page)\.ts$/,
      ),
    ).toEqual([]);
  },
);
