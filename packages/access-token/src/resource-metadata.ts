import { azureCloud, type AzureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import { canonicalGuid } from "./guid.ts";

/** What a client may know before it has a token. */
export interface ResourceMetadataOptions {
  /** The `https` address by which clients know this server, without query and fragment. */
  readonly resource: string;
  /** Whose tokens (`"public"`). */
  readonly cloud?: AzureCloudName | AzureCloud;
  /** Ids of the tenants that issue them. */
  readonly tenants: readonly string[];
  /** Scopes as clients ask for them, as in `api://…/access_as_user`. */
  readonly scopes: readonly string[];
  /** Name for people (none). */
  readonly resourceName?: string;
  /** Address of documentation for developers (none). */
  readonly resourceDocumentation?: string;
}

/**
 * The protected resource metadata document.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9728#section-2
 */
export interface ResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported: readonly string[];
  readonly bearer_methods_supported: readonly ["header"];
  readonly resource_name?: string;
  readonly resource_documentation?: string;
}

/**
 * The metadata by which a client learns where to get a token for this server.
 *
 * @throws TypeError for a resource that is not an `https` address, for tenants that are not GUIDs, and for
 *   options that do not exist.
 * @see https://www.rfc-editor.org/rfc/rfc9728#section-2
 */
export function buildResourceMetadata(options: ResourceMetadataOptions): ResourceMetadata {
  const {
    resource,
    cloud = "public",
    tenants,
    scopes,
    resourceName,
    resourceDocumentation,
    ...unknown
  } = options;
  for (const name of Object.keys(unknown)) {
    throw new TypeError(`access-token: resource metadata has no option "${name}"`);
  }
  requireResource(resource);
  const { issuers } = typeof cloud === "string" ? azureCloud(cloud) : cloud;
  return {
    resource,
    authorization_servers: tenants.map((tenant) => {
      const id = canonicalGuid(tenant);
      if (id === undefined) throw new TypeError("access-token: tenants must hold GUIDs only");
      return issuers["2.0"].replace("{tenantid}", id);
    }),
    scopes_supported: [...scopes],
    bearer_methods_supported: ["header"],
    ...(resourceName === undefined ? {} : { resource_name: resourceName }),
    ...(resourceDocumentation === undefined
      ? {}
      : { resource_documentation: resourceDocumentation }),
  };
}

/**
 * Where the metadata of a resource is found; the value for the verifier's `resourceMetadata`.
 *
 * @throws TypeError for a resource that is not an `https` address.
 * @see https://www.rfc-editor.org/rfc/rfc9728#section-3.1
 */
export function resourceMetadataAddress(resource: string): string {
  const { origin, pathname } = requireResource(resource);
  return `${origin}/.well-known/oauth-protected-resource${pathname === "/" ? "" : pathname}`;
}

/**
 * Answers requests for the metadata, of anybody: mount it without a guard, at the path of
 * `resourceMetadataAddress`. The answer is the same for every request, whatever host it names.
 *
 * @throws TypeError as `buildResourceMetadata` does.
 */
export function createResourceMetadataHandler(
  options: ResourceMetadataOptions,
): (request: Request) => Promise<Response> {
  const metadata = buildResourceMetadata(options);
  const headers = { "cache-control": "public, max-age=3600", "x-content-type-options": "nosniff" };
  return ({ method }) =>
    Promise.resolve(
      method === "GET" || method === "HEAD"
        ? Response.json(metadata, { headers })
        : Response.json(
            { error: { code: "METHOD_NOT_ALLOWED", message: "Only GET and HEAD are answered." } },
            { status: 405, headers: { allow: "GET, HEAD" } },
          ),
    );
}

function requireResource(resource: string): URL {
  const url = URL.canParse(resource) ? new URL(resource) : undefined;
  // plain http only where no network is between client and server
  const isLocal = url?.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname);
  if (url === undefined || (url.protocol !== "https:" && !isLocal) || /[?#@]/.test(resource)) {
    throw new TypeError(
      "access-token: resource must be the https address of this server, without query and fragment",
    );
  }
  return url;
}
