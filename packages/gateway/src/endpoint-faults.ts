import {
  isAzureEndpoint,
  isPlainHost,
  type AzureCloud,
  type AzureService,
} from "@entrim/azure-clouds";
import type { GatewayOptions } from "./gateway-options.ts";

/** Says which endpoints are not Azure's, nor hosts that whoever runs the server names as their own. */
export function findEndpointFaults(
  { search, openai, jobs, ownHosts = [] }: GatewayOptions,
  cloud: AzureCloud,
): string[] {
  if (!Array.isArray(ownHosts) || !ownHosts.every(isPlainHost)) {
    return [
      "gateway: ownHosts are names of hosts in full and in lower case, as in api.contoso.com, without scheme, path or wildcard",
    ];
  }
  const storage = Array.isArray(jobs?.storage) ? jobs.storage : [];
  const endpoints: readonly (readonly [string, string | undefined, AzureService])[] = [
    ["search.endpoint", search.endpoint, cloud.search],
    ["openai.endpoint", openai?.endpoint, cloud.openai],
    ["jobs.lock.endpoint", jobs?.lock?.endpoint, cloud.blob],
    ...storage.map(
      (account, index) =>
        [`jobs.storage[${index}].endpoint`, account.endpoint, cloud.blob] as const,
    ),
  ];
  return endpoints.flatMap(([option, endpoint, service]) =>
    // one that is missing is the part's affair
    endpoint === undefined || isAzureEndpoint(endpoint, service, ownHosts)
      ? []
      : [
          `gateway: ${option} must be the https address of the resource and nothing more, as in https://contoso.${service.hostSuffix}; name a host of your own before it in ownHosts`,
        ],
  );
}
