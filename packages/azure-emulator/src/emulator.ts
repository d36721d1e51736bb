import { randomUUID } from "node:crypto";
import type { Azure, Directory, RoleAssignments } from "./azure.ts";
import { createAzureServices, type NamedService } from "./azure-services.ts";
import { childEnvironment, type Environment } from "./child-environment.ts";
import { createClock } from "./clock.ts";
import { directEnvironment } from "./direct-environment.ts";
import { createDirectory } from "./entra/directory.ts";
import { openIdConfiguration } from "./entra/discovery.ts";
import { createTokenAuthority, type TokenRequest } from "./entra/tokens.ts";
import { answerAmidFaults, createFaultQueue, type Fault } from "./faults.ts";
import { createFrontDoor, statusOfUnknownHost } from "./front-door.ts";
import { createGraph } from "./graph/graph.ts";
import { authorityHost, certifiableNames, isAzureHost } from "./hosts.ts";
import { createLoopbackServices } from "./loopback-services.ts";
import { createCertificateAuthority } from "./net/certificate-authority.ts";
import { openListener, type Listener } from "./net/listener.ts";
import { createOutbound } from "./net/outbound.ts";
import { sendOutside } from "./net/send-outside.ts";
import { createTrustFiles } from "./net/trust-files.ts";
import { onDemand } from "./on-demand.ts";
import { createRequestLog, type RecordedRequest } from "./request-log.ts";
import { createDenyAssignments } from "./roles/deny-assignments.ts";
import { createRoleAssignments } from "./roles/role-assignments.ts";
import type { Seed } from "./seed.ts";

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
   * does; so does `http://127.0.0.1/graph.microsoft.com/…`, for clients that go by no proxy. `http://127.0.0.1/`
   * is a page that shows what it holds and was asked, and is not recorded. A host that it does not have is
   * answered with 404, or with 403 if it is not Azure's.
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
   * @param options.mode `"proxy"`: production host names lead here, and nothing leads elsewhere. `"direct"`: the
   *   process is told other addresses (`https://localhost:4600/contoso.search.windows.net`), and nothing keeps
   *   it from others; for processes that go by no proxy (`"proxy"`).
   * @throws Error before `listen`, for `NODE_ENV=production`, or if `NO_PROXY` exempts Azure's hosts from the
   *   proxy.
   */
  env(base?: Environment, options?: { readonly mode?: "proxy" | "direct" }): Record<string, string>;
  /**
   * The last 10,000 requests, the oldest first, with those that were refused because they would have left
   * the machine: their `service` is `"unknown"`. Those that were let out are `"outside"`.
   */
  readonly requests: readonly RecordedRequest[];
  /**
   * Has the next requests that fit go wrong: another answer, a late one, a slow one, one that is cut. Faults
   * are used up in the order they came. The parts of a batch of Graph's are requests, too, once the batch
   * itself went well.
   *
   * @throws TypeError for a fault that contradicts itself.
   */
  enqueue(fault: Fault): void;
  /**
   * Puts its clock forward: tokens and subscriptions expire. Processes that go by the real time see later
   * tokens as not valid yet.
   *
   * @throws RangeError for a negative time.
   */
  advance(timeInMs: number): void;
  /** The role assignments, which every data service enforces as they are at each request. */
  readonly roles: RoleAssignments;
  /** The people, groups, apps and identities of the tenant, and who is in which group: that can be changed. */
  readonly directory: Directory;
  /**
   * An access token without a sign-in.
   *
   * @throws TypeError for a person, identity or scope that the seed does not have.
   */
  issueToken(request: TokenRequest): Promise<string>;
  /**
   * Revokes what was granted to a person until now, as a changed password does: refresh tokens bring
   * nothing, nor do their access tokens on behalf of them (`AADSTS50173`); Graph challenges those of clients
   * that can answer (`cp1`). They can sign in again.
   *
   * @param user User name or object id.
   * @throws TypeError for a person that the seed does not have.
   */
  revoke(user: string): void;
  /** Frees the port and removes the certificates. */
  close(): Promise<void>;
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
  const directory = createDirectory(seed, clock);
  const tokens = createTokenAuthority({ clock, directory });
  const denials = createDenyAssignments(seed, directory);
  const roles = createRoleAssignments({ seed, directory, denials, clock });
  const azure: Azure = { clock, directory, tokens, roles, denials };
  const identityHeader = randomUUID();
  const log = createRequestLog(clock);
  const faults = createFaultQueue();

  /** A service asks somebody who is not of this Azure. */
  const leave = async (request: Request): Promise<Response> => {
    const { method, url } = request;
    const headers = Object.fromEntries(request.headers);
    const body = await request.clone().text();
    const entry = log.add({ service: "outside", method, url, headers, body });
    const response = await sendOutside(request, outbound);
    entry.answered(response.status);
    return response;
  };

  const entra: NamedService = {
    name: "entra",
    service: onDemand(async () => {
      const { createEntra } = await import("./entra/entra.ts");
      return createEntra({
        clock,
        directory,
        tokens,
        // without a port there is no page to visit but the production one
        browserOrigin: () => (listener ? originOf(listener) : `https://${authorityHost}`),
      });
    }),
  };
  const graph = createGraph(azure, {
    send: leave,
    throttling: seed.graph?.throttling,
    applyFaults: (request, answered) =>
      answerAmidFaults(faults, { service: "graph", request }, answered),
  });
  const { byHost, searchServices } = createAzureServices(azure, seed, {
    entra,
    graph,
    surroundings: {
      allows: (host, port) => outbound.allows(host, port),
      tokenOf: (identity, scope) => tokens.issueToken({ identity, scope }),
      send: (request) =>
        isAzureHost(new URL(request.url).hostname) ? fetch(request) : leave(request),
    },
  });
  const fetch = createFrontDoor({
    byHost,
    onLoopback: createLoopbackServices(azure, { seed, tokens, entra, identityHeader }),
    async overview() {
      const { overviewPage } = await import("./overview/overview-page.ts");
      return overviewPage({ seed, directory, roles, searchServices, graph, requests: log.entries });
    },
    log,
    faults,
  });

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
        statusOf: (host) => (byHost.has(host) ? 200 : statusOfUnknownHost(host)),
        outbound,
        onForeign: ({ status, ...request }, fate) => {
          const service = fate === "refused" ? "unknown" : "outside";
          log.add({ service, body: "", ...request }).answered(status);
        },
      });
      return { port: listener.port, origin: originOf(listener) };
    },
    env(base = {}, { mode = "proxy" } = {}) {
      if (!listener) throw new Error("azure-emulator: call listen before env");
      const origin = originOf(listener);
      const client = mode === "direct" ? secureOriginOf(listener) : undefined;
      const metadata = openIdConfiguration(directory.tenantId, "2.0", {
        browser: origin,
        ...(client === undefined ? {} : { client }),
      });
      const variables = {
        base,
        origin,
        certificates: trustFiles.write(base["NODE_EXTRA_CA_CERTS"]),
        identityHeader,
        authorityMetadata: JSON.stringify(metadata),
      };
      return client === undefined
        ? childEnvironment(variables)
        : directEnvironment({ ...variables, client, hosts: [...byHost.keys()] });
    },
    requests: log.entries,
    enqueue: (fault) => faults.enqueue(fault),
    advance(timeInMs) {
      clock.advance(timeInMs);
      graph.catchUp();
    },
    roles,
    directory,
    issueToken: (request) => tokens.issueToken(request),
    revoke(user) {
      tokens.revokeSession(user);
      graph.catchUp();
    },
    async close() {
      await listener?.close();
      trustFiles.remove();
    },
  };
}

function originOf({ port }: Listener): string {
  return `http://127.0.0.1:${port}`;
}

/** By the name that certificates are issued for. */
function secureOriginOf({ port }: Listener): string {
  return `https://localhost:${port}`;
}
