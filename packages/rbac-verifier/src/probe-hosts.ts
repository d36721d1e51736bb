import { lookup as lookUpName } from "node:dns/promises";
import { connect } from "node:net";
import type { Evidence, HostProbe } from "./evidence/evidence.ts";
import { serviceHosts } from "./rules/probed-host.ts";
import { createScene } from "./rules/scene.ts";

/** How to look for hosts. */
export interface ProbeOptions {
  /** All addresses of a name; rejects when there is none (the system's resolver, its hosts file included). */
  readonly lookup?: (host: string) => Promise<readonly string[]>;
  /** Whether a port answers (a TCP connection that is closed again). */
  readonly opens?: (address: string, port: number, timeoutInMs: number) => Promise<boolean>;
  /** For one connection (3000). */
  readonly timeoutInMs?: number;
}

/**
 * Looks from this machine for the hosts of a set-up, and whether they answer on port 443. Sends nothing to them.
 *
 * @returns The evidence with what was found, for rule D11 to judge.
 */
export async function probeHosts(
  evidence: Evidence,
  { lookup = lookUp, opens = isOpen, timeoutInMs = 3_000 }: ProbeOptions = {},
): Promise<Evidence> {
  const scene = createScene(evidence, { profile: "entrim", stage: "prod", nowInMs: 0 });
  const probes = await Promise.all(
    serviceHosts(scene).map(async ({ host }): Promise<HostProbe> => {
      const addresses = await lookup(host).catch(() => []);
      const [first] = addresses;
      return first === undefined
        ? { host, addresses }
        : { host, addresses, opens: await opens(first, 443, timeoutInMs) };
    }),
  );
  return { ...evidence, probes };
}

async function lookUp(host: string): Promise<readonly string[]> {
  const found = await lookUpName(host, { all: true });
  return found.map(({ address }) => address);
}

function isOpen(host: string, port: number, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", end(true));
    socket.once("error", end(false));
    socket.once("timeout", end(false));
  });
}
