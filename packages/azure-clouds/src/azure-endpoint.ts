import type { AzureService } from "./azure-cloud.ts";

/**
 * Whether an endpoint is a resource at Azure's own host, letter by letter: tokens and questions go there, and
 * a name that only looks like it is somebody else's. One slash at the end, as the portal shows addresses, is
 * no path.
 *
 * @param endpoint As in `https://contoso.search.windows.net`.
 * @param service That of the cloud, as `azureCloud().search`.
 * @param ownHosts Hosts that count as well, each in full (none).
 */
export function isAzureEndpoint(
  endpoint: string,
  service: AzureService,
  ownHosts: readonly string[] = [],
): boolean {
  const host = hostOf(endpoint);
  return host !== undefined && (isAzureHost(host, service) || ownHosts.includes(host));
}

/** Whether a name is that of one host, in full, and cannot be taken for another. */
export function isPlainHost(host: string): boolean {
  return hostOf(`https://${host}`) === host;
}

/** Of an https origin that is written as it is meant: no user, no path, no other letters. */
function hostOf(endpoint: string): string | undefined {
  // whatever is no text is no endpoint either
  if (typeof endpoint !== "string") return undefined;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isAsWritten = url?.protocol === "https:" && url.origin === endpoint.replace(/\/$/, "");
  return isAsWritten && plainHost.test(url.host) ? url.host : undefined;
}

/** At least two labels of plain letters, none of them a code for other letters, the last one not of digits. */
const plainHost =
  /^(?:(?!xn--)[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?!xn--)[a-z](?:[a-z\d-]*[a-z\d])?(?::\d+)?$/;

/** One label before what the service's hosts end in; private endpoints keep them. */
function isAzureHost(host: string, { hostSuffix, otherHostSuffixes }: AzureService): boolean {
  const [name = ""] = host.split(".");
  return [hostSuffix, ...otherHostSuffixes].some((suffix) => host === `${name}.${suffix}`);
}
