import { refuseProduction } from "../child-environment.ts";
import { createEmulator, type Emulator } from "../emulator.ts";
import type { Seed } from "../seed.ts";
import { upstreamProxyOf } from "./upstream-proxy.ts";

/** How a local Azure is started at the shell. */
export interface StartOptions {
  /** A seed file (the example). */
  readonly seed?: string;
  readonly port: number;
  /** (none) */
  readonly allowHost?: readonly string[];
}

/** The seed of a file, or the example. */
export async function seedOf({ seed }: Pick<StartOptions, "seed">): Promise<Seed> {
  if (seed === undefined) return (await import("./example-seed.ts")).exampleSeed;
  const { readSeed } = await import("./read-seed.ts");
  return readSeed(seed);
}

/**
 * A local Azure that listens.
 *
 * @returns It, and what to say of it.
 * @throws Error in a production process, for what is no seed, and when no port is free.
 */
export async function startEmulator(
  options: StartOptions,
): Promise<{ readonly emulator: Emulator; readonly greeting: string }> {
  const { seed, port, allowHost = [] } = options;
  refuseProduction(process.env);
  const upstreamProxy = upstreamProxyOf(process.env);
  const emulator = createEmulator({
    seed: await seedOf(options),
    allowedHosts: allowHost,
    // of no use, and no fault, where nothing is let through
    ...(allowHost.length > 0 && upstreamProxy !== undefined ? { upstreamProxy } : {}),
  });
  const { origin } = await emulator.listen({ port });
  const what = seed === undefined ? ", with the example seed" : "";
  return { emulator, greeting: `Local Azure on ${origin}${what}` };
}
