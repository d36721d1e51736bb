import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { emulatorTenantId } from "../emulator-tenant.ts";
import { authorityHost } from "../hosts.ts";
import type { Finding } from "./check-environment.ts";

/** A program on this machine that can be asked to connect. */
export type ProbedClient = "node" | "curl" | "python3";

/** Every program that can be asked. */
export const probedClients: readonly ProbedClient[] = ["node", "curl", "python3"];

/** What became of it: connected, failed, or not on this machine. */
export interface ProbeResult {
  readonly client: ProbedClient;
  readonly outcome: "connects" | "missing" | Finding;
}

/** A public document, so that a failure is one of the connection. */
const url = `https://${authorityHost}/${emulatorTenantId}/discovery/v2.0/keys`;

interface Probe {
  /** Arguments that have the program print `200` at the end. */
  readonly args: readonly string[];
  readonly explain: (printed: string) => Pick<Finding, "reason" | "remedy">;
}

const probes: Readonly<Record<ProbedClient, Probe>> = {
  node: {
    args: [
      "-e",
      `console.log(process.version); fetch("${url}").then(({ status }) => console.log(String(status)), ({ cause }) => console.error(cause?.code, cause?.message))`,
    ],
    explain: explainNode,
  },
  curl: {
    args: ["--silent", "--show-error", "--output", "-", "--write-out", "\n%{http_code}", url],
    explain: explainByCertificates("curl", "CURL_CA_BUNDLE"),
  },
  python3: {
    args: [
      "-c",
      `import urllib.request; print(urllib.request.urlopen("${url}", timeout=10).status)`,
    ],
    explain: explainByCertificates("Python", "SSL_CERT_FILE, and REQUESTS_CA_BUNDLE for requests,"),
  },
};

/**
 * Has programs connect to a local Azure.
 *
 * @param environment What a child process of the local Azure gets.
 */
export function probeClients(
  clients: readonly ProbedClient[],
  environment: NodeJS.ProcessEnv,
): Promise<readonly ProbeResult[]> {
  return Promise.all(clients.map((client) => probe(client, environment)));
}

async function probe(client: ProbedClient, env: NodeJS.ProcessEnv): Promise<ProbeResult> {
  const { args, explain } = probes[client];
  let printed: string;
  try {
    const { stdout, stderr } = await promisify(execFile)(client, args, { env, timeout: 30_000 });
    if (/^200\s*$/m.test(stdout)) return { client, outcome: "connects" };
    printed = `${stdout}${stderr}`;
  } catch (error) {
    const { code, stdout, stderr } = error as NodeJS.ErrnoException & Record<string, unknown>;
    if (code === "ENOENT") return { client, outcome: "missing" };
    printed = `${String(stdout)}${String(stderr)}`;
  }
  return { client, outcome: { client, ...explain(printed) } };
}

function explainNode(printed: string): Pick<Finding, "reason" | "remedy"> {
  const [, version = "", major = "0", minor = "0"] = /^(v(\d+)\.(\d+)\S*)/.exec(printed) ?? [];
  const number = Number(major) * 1000 + Number(minor);
  const goesByProxies = number >= 24_005 || (number >= 22_021 && number < 23_000);
  if (version !== "" && !goesByProxies) {
    return {
      reason: `${version} does not heed NODE_USE_ENV_PROXY, so what goes by fetch misses the proxy: openai, Graph, MSAL`,
      remedy: "Use Node 22.21, 24.5 or later.",
    };
  }
  return {
    reason: lastLine(printed),
    remedy: "See that nothing sets NODE_OPTIONS or NODE_EXTRA_CA_CERTS again on the way.",
  };
}

function explainByCertificates(name: string, variable: string): Probe["explain"] {
  return (printed) =>
    /certificate/i.test(printed)
      ? {
          reason: `${name} does not heed NODE_EXTRA_CA_CERTS, so it does not trust the local Azure`,
          remedy: `Set ${variable} to the file that NODE_EXTRA_CA_CERTS names, inside of exec.`,
        }
      : { reason: lastLine(printed), remedy: `See that ${name} goes by HTTPS_PROXY.` };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
