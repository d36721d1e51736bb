const hostName = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/;

/** Which links may be shown. */
export type IsAllowedLink = (link: string) => boolean;

/**
 * Allows https links to some hosts, by their whole name.
 *
 * @throws TypeError for what is no host's name.
 */
export function allowLinkHosts(hosts: readonly string[]): IsAllowedLink {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  for (const host of allowed) {
    if (!hostName.test(host)) {
      throw new TypeError(
        "on-your-data: linkHosts are names of hosts, as in contoso.blob.core.windows.net",
      );
    }
  }
  return (link) => {
    // the URL parser drops tabs and line breaks, and reads a backslash as a slash; so must nobody here
    if (!/^https:\/\/[^\s\\]+$/i.test(link) || !URL.canParse(link)) return false;
    const { host, username, password } = new URL(link);
    return username === "" && password === "" && allowed.has(host);
  };
}
