import {
  exemptLoopback,
  identityVariables,
  refuseProduction,
  type Environment,
} from "./child-environment.ts";
import { blobSuffix, openaiSuffix, searchSuffix } from "./hosts.ts";

/** The variables that programs commonly find their one service of a kind by. */
const endpointVariables = {
  AZURE_SEARCH_ENDPOINT: searchSuffix,
  AZURE_OPENAI_ENDPOINT: openaiSuffix,
  AZURE_STORAGE_BLOB_ENDPOINT: blobSuffix,
} as const;

/**
 * The variables that lead a child process to the local Azure without a proxy: by addresses of this machine.
 * What it asks of other addresses is not kept from it.
 *
 * @throws Error when the base says `NODE_ENV=production`.
 */
export function directEnvironment(options: {
  readonly base: Environment;
  /** Where the local Azure listens, as in `http://127.0.0.1:4600`. */
  readonly origin: string;
  /** The same over TLS, as in `https://localhost:4600`. */
  readonly client: string;
  /** Path of a file with every certificate authority that the child trusts beyond its own. */
  readonly certificates: string;
  readonly identityHeader: string;
  /** MSAL's `authorityMetadata`. */
  readonly authorityMetadata: string;
  /** The hosts of the services. */
  readonly hosts: readonly string[];
}): Record<string, string> {
  const { base, origin, client, certificates, identityHeader, authorityMetadata, hosts } = options;
  refuseProduction(base);
  const noProxy = exemptLoopback(base);
  const endpoints = Object.entries(endpointVariables).flatMap(([variable, suffix]) => {
    const [host, ...others] = hosts.filter((name) => name.endsWith(`.${suffix}`));
    // which of several is meant is the program's to say
    return host === undefined || others.length > 0 ? [] : [[variable, `${client}/${host}`]];
  });
  return {
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    NODE_EXTRA_CA_CERTS: certificates,
    ...identityVariables(origin, identityHeader),
    AZURE_AUTHORITY_HOST: client,
    AUTHORITY_METADATA: authorityMetadata,
    AZURE_EMULATOR_ENDPOINT: client,
    ...Object.fromEntries(endpoints),
  };
}
