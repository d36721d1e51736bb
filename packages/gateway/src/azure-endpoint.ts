import type { AzureService } from "@entrim/azure-clouds";

/**
 * Whether an endpoint is a resource at Azure's own host, letter by letter: tokens and questions go there, and
 * a name that only looks like it is somebody else's.
 *
 * @param ownHosts Hosts that count as well.
 */
export function isAzureEndpoint(
  endpoint: string,
  service: AzureService,
  ownHosts: readonly string[],
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

/** One label before what Azure's hosts end in, which private endpoints keep. */
function isAzureHost(host: string, { hostSuffix, privateDnsZones }: AzureService): boolean {
  const [name = ""] = host.split(".");
  const suffixes = [hostSuffix, ...privateDnsZones.map((zone) => zone.replace("privatelink.", ""))];
  return suffixes.some((suffix) => host === `${name}.${suffix}`);
}
