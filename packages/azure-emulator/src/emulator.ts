import { randomUUID } from "node:crypto";
import type { Azure, Directory, EmulatedService, RoleAssignments } from "./azure.ts";
import { createBlobService } from "./blob/blob-service.ts";
import { createBlobStore } from "./blob/blob-store.ts";
import { childEnvironment, type Environment } from "./child-environment.ts";
import { createClock } from "./clock.ts";
import { createDirectory } from "./entra/directory.ts";
import { openIdConfiguration } from "./entra/discovery.ts";
import { createEntra } from "./entra/entra.ts";
import { createInstanceMetadata, instanceMetadataPath } from "./entra/instance-metadata.ts";
import { createManagedIdentityEndpoint } from "./entra/managed-identity.ts";
import { createTokenAuthority, type TokenRequest } from "./entra/tokens.ts";
import { applyFault, createFaultQueue, type Fault } from "./faults.ts";
import { createGraph } from "./graph/graph.ts";
import {
  authorityAliases,
  authorityHost,
  blobSuffix,
  certifiableNames,
  graphHost,
  isAzureHost,
  isLoopback,
  managementHost,
  openaiSuffix,
  searchSuffix,
} from "./hosts.ts";
import { createManagement } from "./management/management.ts";
import { createResources, resourceIdsOf } from "./management/seed-resources.ts";
import { createCertificateAuthority } from "./net/certificate-authority.ts";
import { openListener, type Listener } from "./net/listener.ts";
import { createOutbound } from "./net/outbound.ts";
import { createTrustFiles } from "./net/trust-files.ts";
import { createOpenAIAccount } from "./openai/openai-account.ts";
import { overviewPage } from "./overview-page.ts";
import { createRequestLog, type RecordedRequest, type ServiceName } from "./request-log.ts";
import { createDenyAssignments } from "./roles/deny-assignments.ts";
import { createRoleAssignments } from "./roles/role-assignments.ts";
import { createSearchService } from "./search/search-service.ts";
import type { Seed } from "./seed.ts";
import { createTokenRoute } from "./token-route.ts";

/** What a local Azure is made of. */
export interface EmulatorOptions {
  /** What it holds when it starts. */
  readonly seed: Seed;
  /** The time that it goes by, in milliseconds since 1970 (`Date.now`). Certificates go by the real time. */
  readonly now?: () => number;
  /**
   * Hosts beyond Azure that a child process reaches by the port all the same, each as in `registry.example`,
   * `*.example.com` for all below it, or `db.example:5432`; without a port, 443 and 80 (none).
   */
  readonly allowedHosts?: readonly string[];
  /** The proxy that they are reached by, as in `http://proxy.example:8080` (none: directly). */
  readonly upstreamProxy?: string;
}

/** A local Azure. */
export interface Emulator {
  /**
   * Answers a request by the host of its URL, without any port: `https://graph.microsoft.com/…` as Graph
   * does; `http://127.0.0.1/` is a page that shows what it holds and was asked, and is not recorded. A host that it does not have is answered with 404, or with 403 if it is not Azure's.
   */
  fetch(request: Request): Promise<Response>;
  /**
   * Opens one port on 127.0.0.1 that speaks HTTP, TLS with production host names, and CONNECT as a proxy.
   *
   * @param options.port Where to begin; the next free port when it is taken (0: any port).
   * @throws Error when it listens already, or no port is free.
   */
  listen(options?: {
    readonly port?: number;
  }): Promise<{ readonly port: number; readonly origin: string }>;
  /**
   * The variables that a child process needs, on top of its own, so that this is its Azure. The file with
   * the certificates that `NODE_EXTRA_CA_CERTS` names is removed by `close`.
   *
   * @param base The environment that they are added to; what it already sets for `NO_PROXY` and
   *   `NODE_EXTRA_CA_CERTS` is kept; a proxy is replaced, and goes on as `upstreamProxy` (empty).
   * @throws Error before `listen`, for `NODE_ENV=production`, or if `NO_PROXY` exempts Azure's hosts.
   */
  env(base?: Environment): Record<string, string>;
  /**
   * The last 10,000 requests, the oldest first, with those that were refused because they would have left
   * the machine: their `service` is `"unknown"`. Those that were let out are `"outside"`.
   */
  readonly requests: readonly RecordedRequest[];
  /**
   * Has the next requests that fit go wrong: another answer, a late one, a slow one, one that is cut. Faults
   * are used up in the order they came.
   *
   * @throws TypeError for a fault that contradicts itself.
   */
  enqueue(fault: Fault): void;
  /**
   * Puts its clock forward: tokens expire. Processes that go by the real time see later tokens as not
   * valid yet.
   *
   * @throws RangeError for a negative time.
   */
  advance(timeInMs: number): void;
  /** The role assignments, which every data service enforces as they are at each request. */
  readonly roles: RoleAssignments;
  /** The people, groups, apps and identities of the tenant. */
  readonly directory: Directory;
  /**
   * An access token without a sign-in.
   *
   * @throws TypeError for a person, identity or scope that the seed does not have.
   */
  issueToken(request: TokenRequest): Promise<string>;
  /**
   * Revokes what was granted to a person until now, as a changed password does: refresh tokens bring
   * nothing, nor do their access tokens on behalf of them (`AADSTS50173`). They can sign in again.
   *
   * @param user User name or object id.
   * @throws TypeError for a person that the seed does not have.
   */
  revoke(user: string): void;
  /** Frees the port and removes the certificates. */
  close(): Promise<void>;
}

interface NamedService {
  readonly name: ServiceName;
  readonly service: EmulatedService;
}

/**
 * A local Azure: Entra, Graph, Resource Manager, AI Search, Azure OpenAI and Blob storage for the official
 * SDKs.
 *
 * @throws TypeError for a seed that contradicts itself, an allowed host that takes in one of Azure's, or a
 *   proxy of another kind.
 */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { seed, now, allowedHosts, upstreamProxy } = options;
  const outbound = createOutbound({ allowedHosts, upstreamProxy });
  const clock = createClock(now);
  const directory = createDirectory(seed);
  const tokens = createTokenAuthority({ clock, directory });
  const denials = createDenyAssignments(seed, directory);
  const roles = createRoleAssignments({ seed, directory, denials, clock });
  const azure: Azure = { clock, directory, tokens, roles, denials };
  const identityHeader = randomUUID();
  const log = createRequestLog(clock);
  const faults = createFaultQueue();

  const entra: NamedService = {
    name: "entra",
    service: createEntra({
      clock,
      directory,
      tokens,
      // without a port there is no page to visit but the production one
      browserOrigin: () => (listener ? originOf(listener) : `https://${authorityHost}`),
    }),
  };
  const services = azureServices(seed, azure, entra);
  const managedIdentity: NamedService = {
    name: "managed-identity",
    service: createManagedIdentityEndpoint({ seed, directory, tokens, identityHeader }),
  };
  const instanceMetadata: NamedService = {
    name: "managed-identity",
    service: createInstanceMetadata({ seed, clock, directory, tokens }),
  };
  const tokenRoute: NamedService = {
    name: "emulator",
    service: createTokenRoute({ directory, tokens }),
  };
  const find = ({ hostname, pathname }: URL): NamedService | undefined => {
    if (!isLoopback(hostname)) return services.get(hostname);
    if (pathname === "/msi/token") return managedIdentity;
    if (instanceMetadataPath.test(pathname)) return instanceMetadata;
    return pathname === "/emulator/token" ? tokenRoute : entra;
  };

  const fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (isLoopback(url.hostname) && url.pathname === "/") {
      return overviewPage({ seed, directory, roles, requests: log.entries });
    }
    const { name, service } = find(url) ?? { name: "unknown", service: unknownHost };
    const entry = log.add({
      service: name,
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      // files are kept where they were sent, and would fill the memory here
      body: name === "blob" ? "" : await request.clone().text(),
    });
    const fault = faults.take({ service: name, url });
    const answered = (): Promise<Response> => answer(service, request);
    const response = fault ? await applyFault(fault, answered, request.signal) : await answered();
    entry.answered(response.status);
    return response;
  };

  const authority = createCertificateAuthority({ names: certifiableNames });
  const trustFiles = createTrustFiles(authority.certificate);
  let listener: Listener | undefined;

  return {
    fetch,
    async listen({ port = 0 } = {}) {
      if (listener) throw new Error("azure-emulator: it listens already; one port is all it needs");
      listener = await openListener({
        port,
        handle: fetch,
        authority,
        statusOf: (host) => (services.has(host) ? 200 : statusOfUnknown(host)),
        outbound,
        onForeign: ({ status, ...request }, fate) => {
          const service = fate === "refused" ? "unknown" : "outside";
          log.add({ service, body: "", ...request }).answered(status);
        },
      });
      return { port: listener.port, origin: originOf(listener) };
    },
    env(base = {}) {
      if (!listener) throw new Error("azure-emulator: call listen before env");
      const origin = originOf(listener);
      return childEnvironment({
        base,
        origin,
        certificates: trustFiles.write(base["NODE_EXTRA_CA_CERTS"]),
        identityHeader,
        authorityMetadata: JSON.stringify(openIdConfiguration(directory.tenantId, "2.0", origin)),
      });
    },
    requests: log.entries,
    enqueue: (fault) => faults.enqueue(fault),
    advance: (timeInMs) => clock.advance(timeInMs),
    roles,
    directory,
    issueToken: (request) => tokens.issueToken(request),
    revoke: (user) => tokens.revokeSession(user),
    async close() {
      await listener?.close();
      trustFiles.remove();
    },
  };
}

function originOf({ port }: Listener): string {
  return `http://127.0.0.1:${port}`;
}

/** Who answers for which host. */
function azureServices(
  seed: Seed,
  azure: Azure,
  entra: NamedService,
): ReadonlyMap<string, NamedService> {
  const { searchServices = [], openaiAccounts = [], storageAccounts = [] } = seed;
  const ids = resourceIdsOf(seed);
  const stores = new Map(
    storageAccounts.map(
      (account) => [account.name, createBlobStore(azure.clock, account)] as const,
    ),
  );
  const resources = createResources(seed, (account) => [
    ...(stores.get(account)?.containers.keys() ?? []),
  ]);
  return new Map<string, NamedService>([
    ...[authorityHost, ...authorityAliases].map((host) => [host, entra] as const),
    [graphHost, { name: "graph", service: createGraph(azure) }],
    [managementHost, { name: "management", service: createManagement(azure, resources) }],
    ...searchServices.map((search) => {
      const service = createSearchService(azure, ids.searchService(search.name), search);
      return [`${search.name}.${searchSuffix}`, { name: "search", service }] as const;
    }),
    ...openaiAccounts.map((account) => {
      const service = createOpenAIAccount(azure, ids.openaiAccount(account.name), account);
      return [`${account.name}.${openaiSuffix}`, { name: "openai", service }] as const;
    }),
    ...[...stores].map(([name, store]) => {
      const service = createBlobService(azure, { id: ids.storageAccount(name), name }, store);
      return [`${name}.${blobSuffix}`, { name: "blob", service }] as const;
    }),
  ]);
}

/** A name of Azure's would not resolve; any other must not be reached from here. */
function statusOfUnknown(host: string): number {
  return isAzureHost(host) ? 404 : 403;
}

const unknownHost: EmulatedService = {
  async fetch(request) {
    const { hostname } = new URL(request.url);
    return new Response(`The local Azure has no host ${hostname}.\n`, {
      status: statusOfUnknown(hostname),
    });
  },
};

/** A fault of the emulator's own must look like none of Azure's. */
async function answer(service: EmulatedService, request: Request): Promise<Response> {
  try {
    return await service.fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return Response.json({ error: { code: "EmulatorFault", message } }, { status: 500 });
  }
}
