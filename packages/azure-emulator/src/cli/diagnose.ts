import { checkEnvironment } from "./check-environment.ts";
import { formatDiagnosis } from "./format-diagnosis.ts";
import { probeClients, type ProbedClient, type ProbeResult } from "./probe-clients.ts";
import { seedOf, startEmulator, type StartOptions } from "./start-emulator.ts";

/** Which client of a local Azure will fail to connect, with the reason: by the environment, and by trying. */
export async function diagnose(
  clients: readonly ProbedClient[],
  options: Pick<StartOptions, "seed">,
): Promise<{ readonly text: string; readonly isWell: boolean }> {
  const findings = checkEnvironment(process.env, await seedOf(options));
  // nothing can be tried that exec would not run
  const canRun = findings.every(({ client }) => client !== "every client");
  const probes = canRun ? await tryClients(clients, options) : [];
  const connect = probes.every(({ outcome }) => typeof outcome === "string");
  return {
    text: formatDiagnosis(findings, probes),
    isWell: connect && findings.length === 0,
  };
}

async function tryClients(
  clients: readonly ProbedClient[],
  options: Pick<StartOptions, "seed">,
): Promise<readonly ProbeResult[]> {
  const { emulator } = await startEmulator({ ...options, port: 0 });
  try {
    return await probeClients(clients, { ...process.env, ...emulator.env(process.env) });
  } finally {
    await emulator.close();
  }
}
