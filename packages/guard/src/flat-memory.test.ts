import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

/** By how much the heap grows, in MiB, when after some callers three times as many come. */
async function growth(maxEntries: number, callers: number): Promise<number> {
  const { NODE_ENV: _, VITEST: __, ...base } = process.env;
  const client = fileURLToPath(new URL("flat-memory.test.client.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    // prettier-ignore
    ["--expose-gc", "--conditions=@entrim/source", client, String(maxEntries), String(callers)],
    { env: base },
  );
  return Number(stdout);
}

it(
  "[groups/memory-bounded] 10,000 callers leave no more in memory than the first thousands did, where the cache is bounded",
  { timeout: 180_000 },
  async () => {
    const bounded = await growth(1000, 2500);
    // to know that it would show
    const unbounded = await growth(1_000_000, 2500);
    expect(unbounded).toBeGreaterThan(5);
    expect(bounded).toBeLessThan(unbounded / 3);
  },
);
