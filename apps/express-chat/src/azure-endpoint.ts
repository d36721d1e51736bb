import type { AzureService } from "@entrim/azure-clouds";

/** At least two labels of plain letters, none of them a code for other letters, the last one not of digits. */
const plainHost = /^(?:(?!xn--)[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?!xn--)[a-z](?:[a-z\d-]*[a-z\d])?$/;

/**
 * The origin of a resource at Azure's own host, or at a host of one's own, letter by letter: tokens and questions
 * go there, and a name that only looks like it is somebody else's. A slash at the end, as the portal shows
 * addresses, is no path.
 *
 * @param ownHosts Hosts that count as well.
 * @throws Error that goes on after the name of the setting.
 */
export function parseAzureEndpoint(
  text: string,
  { hostSuffix, privateDnsZones }: AzureService,
  ownHosts: readonly string[],
): string {
  const origin = text.replace(/\/$/, "");
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const host = url?.protocol === "https:" && url.origin === origin ? url.host : "";
  const [name = ""] = host.split(".");
  const suffixes = [hostSuffix, ...privateDnsZones.map((zone) => zone.replace("privatelink.", ""))];
  const isAzure = suffixes.some((suffix) => host === `${name}.${suffix}`);
  if (plainHost.test(host) && (isAzure || ownHosts.includes(host))) return origin;
  throw new Error(
    `must be the https address of the resource and nothing more, as in https://contoso.${hostSuffix}; name a host of your own before it in OWN_HOSTS`,
  );
}

/**
 * Hosts of one's own, parted by commas.
 *
 * @throws Error that goes on after the name of the setting.
 */
export function parseOwnHosts(text: string): readonly string[] {
  const hosts = text.split(",").map((host) => host.trim());
  if (hosts.every((host) => plainHost.test(host))) return hosts;
  throw new Error("must be names of hosts in full and in lower case, as in api.contoso.com");
}
