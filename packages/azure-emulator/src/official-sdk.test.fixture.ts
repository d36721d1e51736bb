import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { chatIdentity } from "./contoso.test.fixture.ts";
import type { Emulator } from "./emulator.ts";

/** How the official clients of Azure reach a local one. */
export interface SdkConnection {
  /** Tokens for a resource, as in `https://search.azure.com` (of the identity of the chat). */
  readonly credentialFor: (
    resource: string,
    identity?: string,
  ) => {
    readonly getToken: () => Promise<{ token: string; expiresOnTimestamp: number }>;
  };
  /** What each client is told besides. */
  readonly options: {
    readonly proxyOptions: { host: string; port: number };
    readonly retryOptions: { maxRetries: number };
  };
}

/** Has it listen, and has this process trust it: its port is the proxy of the official clients. */
export async function connectSdk(azure: Emulator): Promise<SdkConnection> {
  const { port } = await azure.listen();
  // a process of its own would read this file when it starts
  const certificates = readFileSync(azure.env()["NODE_EXTRA_CA_CERTS"] ?? "", "utf8");
  setDefaultCACertificates([...getCACertificates(), certificates]);
  return {
    credentialFor: (resource, identity = chatIdentity.name) => ({
      getToken: async () => ({
        token: await azure.issueToken({ identity, scope: `${resource}/.default` }),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    }),
    options: {
      proxyOptions: { host: "http://127.0.0.1", port },
      retryOptions: { maxRetries: 0 },
    },
  };
}
