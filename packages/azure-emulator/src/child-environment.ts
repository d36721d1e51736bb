import { overlapsAzure } from "./hosts.ts";

/** The environment of a process, as `process.env` is. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables that make the local Azure the Azure of a child process, which otherwise runs with its
 * production configuration.
 *
 * A proxy that the base names is replaced: what may leave the machine goes on to it from the local Azure.
 *
 * @throws Error when the base says `NODE_ENV=production`, or exempts Azure's hosts from proxies.
 */
export function childEnvironment(options: {
  readonly base: Environment;
  /** Where the local Azure listens, as in `http://127.0.0.1:4600`. */
  readonly origin: string;
  /** Path of a file with every certificate authority that the child trusts beyond its own. */
  readonly certificates: string;
  readonly identityHeader: string;
  /** MSAL's `authorityMetadata`. */
  readonly authorityMetadata: string;
}): Record<string, string> {
  const { base, origin, certificates, identityHeader, authorityMetadata } = options;
  refuseProduction(base);
  const leak = azureExemption(base);
  if (leak !== undefined) {
    throw new Error(
      `azure-emulator: NO_PROXY exempts "${leak}", so requests would reach the real Azure; remove it`,
    );
  }
  const noProxy = exemptLoopback(base);
  return {
    // where both spellings exist clients disagree on which one counts
    HTTPS_PROXY: origin,
    https_proxy: origin,
    // no service of Azure's is reached without TLS, so this lets nothing through at all
    HTTP_PROXY: origin,
    http_proxy: origin,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    NODE_USE_ENV_PROXY: "1",
    NODE_EXTRA_CA_CERTS: certificates,
    ...identityVariables(origin, identityHeader),
    AUTHORITY_METADATA: authorityMetadata,
  };
}

/** What `NO_PROXY` says, and that this machine is reached without a proxy. */
export function exemptLoopback(base: Environment): string {
  return [...new Set([...exemptions(base), "localhost", "127.0.0.1", "::1"])].join(",");
}

/** Where managed identities get their tokens. */
export function identityVariables(origin: string, header: string): Record<string, string> {
  return {
    IDENTITY_ENDPOINT: `${origin}/msi/token`,
    IDENTITY_HEADER: header,
    // for clients whose own environment takes the two above away
    AZURE_POD_IDENTITY_AUTHORITY_HOST: origin,
  };
}

/**
 * A production process must not trust a certificate authority that anyone on the machine can start.
 *
 * @throws Error when the environment says `NODE_ENV=production`.
 */
export function refuseProduction(environment: Environment): void {
  if (environment["NODE_ENV"] !== "production") return;
  throw new Error(
    "azure-emulator: NODE_ENV is production; a local Azure is for development and tests only",
  );
}

/** The entry of `NO_PROXY` by which requests would reach the real Azure, if there is one. */
export function azureExemption(environment: Environment): string | undefined {
  return exemptions(environment).find((host) => coversAzure(host));
}

function exemptions(environment: Environment): readonly string[] {
  return [environment["no_proxy"], environment["NO_PROXY"]]
    .flatMap((list) => list?.split(",") ?? [])
    .map((host) => host.trim())
    .filter(Boolean);
}

/** Whether an entry of NO_PROXY, as in `.windows.net` or `azure.com:443`, takes in a host of Azure's. */
function coversAzure(entry: string): boolean {
  const domain = entry
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^\*?\.?/, "");
  return domain === "" || overlapsAzure(domain);
}
