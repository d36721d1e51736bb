import type { Azure, EmulatedService } from "./azure.ts";
import { createBlobStore } from "./blob/blob-store.ts";
import type { GraphService } from "./graph/graph.ts";
import {
  authorityAliases,
  authorityHost,
  blobSuffix,
  dfsSuffix,
  graphHost,
  managementHost,
  openaiSuffix,
  searchSuffix,
} from "./hosts.ts";
import { createResources, resourceIdsOf } from "./management/seed-resources.ts";
import { onDemand } from "./on-demand.ts";
import { requireReachableEndpoint } from "./openai/model-endpoint.ts";
import type { OpenAISurroundings } from "./openai/openai-account.ts";
import type { ServiceName } from "./request-log.ts";
import type { Outside } from "./search/indexing/service-account.ts";
import { createSearchService, type SearchService } from "./search/search-service.ts";
import type { Seed } from "./seed.ts";

/** A service, and what its requests are recorded as. */
export interface NamedService {
  readonly name: ServiceName;
  readonly service: EmulatedService;
}

/** All services that Azure has hosts for. */
export interface AzureServices {
  readonly byHost: ReadonlyMap<string, NamedService>;
  /** By their names. */
  readonly searchServices: ReadonlyMap<string, SearchService>;
}

/**
 * The services of the seed behind their hosts, and those that every tenant has.
 *
 * @throws TypeError for what a service of the seed would refuse.
 */
export function createAzureServices(
  azure: Azure,
  seed: Seed,
  options: {
    readonly entra: NamedService;
    readonly graph: GraphService;
    readonly surroundings: OpenAISurroundings & Outside;
  },
): AzureServices {
  const { entra, graph, surroundings } = options;
  const { openaiAccounts = [], storageAccounts = [] } = seed;
  const ids = resourceIdsOf(seed);
  const stores = storageAccounts.map((account) => ({
    id: ids.storageAccount(account.name),
    name: account.name,
    store: createBlobStore(azure.clock, account),
  }));
  const resources = createResources(seed, (account) => [
    ...(stores.find(({ name }) => name === account)?.store.containers.keys() ?? []),
  ]);
  const searchServices = new Map(
    (seed.searchServices ?? []).map((search) => {
      const id = ids.searchService(search.name);
      return [search.name, createSearchService(azure, id, search, surroundings)] as const;
    }),
  );
  const management = onDemand(async () => {
    const { createManagement } = await import("./management/management.ts");
    return createManagement(azure, resources);
  });
  const byHost = new Map<string, NamedService>([
    ...[authorityHost, ...authorityAliases].map((host) => [host, entra] as const),
    [graphHost, { name: "graph", service: graph }],
    [managementHost, { name: "management", service: management }],
    ...[...searchServices].map(([name, service]) => {
      return [`${name}.${searchSuffix}`, { name: "search", service }] as const;
    }),
    ...openaiAccounts.map((account) => {
      const id = ids.openaiAccount(account.name);
      for (const deployment of account.deployments ?? []) {
        requireReachableEndpoint(deployment, surroundings.allows);
      }
      const service = onDemand(async () => {
        const { createOpenAIAccount } = await import("./openai/openai-account.ts");
        return createOpenAIAccount(azure, id, account, surroundings);
      });
      return [`${account.name}.${openaiSuffix}`, { name: "openai", service }] as const;
    }),
    ...stores.map(({ id, name, store }) => {
      const service = onDemand(async () => {
        const { createBlobService } = await import("./blob/blob-service.ts");
        return createBlobService(azure, { id, name }, store);
      });
      return [`${name}.${blobSuffix}`, { name: "blob", service }] as const;
    }),
    ...stores.map(({ id, name, store }) => {
      const service = onDemand(async () => {
        const { createDfsService } = await import("./blob/dfs-service.ts");
        return createDfsService(azure, id, store);
      });
      return [`${name}.${dfsSuffix}`, { name: "blob", service }] as const;
    }),
  ]);
  return { byHost, searchServices };
}
