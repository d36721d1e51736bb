/** An address of a service that was named behind the port, and how it is written there. */
export interface DirectAddress {
  /** What the service is asked, as in `https://contoso.search.windows.net/indexes`. */
  readonly url: URL;
  /** Where its address begins for the client, as in `https://localhost:4600/contoso.search.windows.net`. */
  readonly base: string;
}

/**
 * The service that the first segment of a path names, for clients that do not go by a proxy: as in
 * `https://localhost:4600/contoso.search.windows.net/indexes`.
 *
 * @param isServed Whether a host is one of the local Azure's.
 */
export function parseDirectAddress(
  { origin, pathname, search }: URL,
  isServed: (host: string) => boolean,
): DirectAddress | undefined {
  const [, host = "", ...path] = pathname.split("/");
  if (!isServed(host)) return undefined;
  return {
    url: new URL(`https://${host}/${path.join("/")}${search}`),
    base: `${origin}/${host}`,
  };
}

/** What an answer leads on by. */
const linkHeaders: readonly string[] = ["location", "operation-location", "azure-asyncoperation"];
const linkMembers: ReadonlySet<string> = new Set([
  "nextLink",
  "@odata.context",
  "@odata.deltaLink",
  "@odata.nextLink",
  // of the authority's metadata
  "authorization_endpoint",
  "device_authorization_endpoint",
  "end_session_endpoint",
  "jwks_uri",
  "tenant_discovery_endpoint",
  "token_endpoint",
]);

/** The answer of a service with links that lead where the client came from: others would leave the machine. */
export async function withDirectLinks(
  response: Response,
  { url, base }: DirectAddress,
): Promise<Response> {
  const here = (link: string): string =>
    link.startsWith(`${url.origin}/`) ? `${base}${link.slice(url.origin.length)}` : link;
  const headers = new Headers(response.headers);
  for (const name of linkHeaders) {
    const link = headers.get(name);
    if (link !== null) headers.set(name, here(link));
  }
  const { status } = response;
  if (!headers.get("content-type")?.startsWith("application/json") || response.body === null) {
    return new Response(response.body, { status, headers });
  }
  const text = await response.text();
  headers.delete("content-length");
  return new Response(rewriteLinks(text, here), { status, headers });
}

function rewriteLinks(text: string, here: (link: string) => string): string {
  try {
    const body: unknown = JSON.parse(text, (name, value: unknown) =>
      linkMembers.has(name) && typeof value === "string" ? here(value) : value,
    );
    return JSON.stringify(body);
  } catch {
    // cut by a fault, or none at all: as it came
    return text;
  }
}
