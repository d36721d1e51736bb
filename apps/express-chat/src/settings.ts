import {
  azureCloud,
  isAzureEndpoint,
  isEmulatorTenant,
  isPlainHost,
  type AzureCloud,
  type AzureService,
} from "@entrim/azure-clouds";
import { isLoopbackHost } from "./loopback-host.ts";

/** Everything that the chat app is told from outside. */
export interface Settings {
  readonly cloud: AzureCloud;
  readonly tenantId: string;
  /** The app registration: people sign in to it, and it is the API that their tokens are for. */
  readonly clientId: string;
  /** The user-assigned managed identity that the app is. */
  readonly identityClientId: string;
  readonly openai: { readonly endpoint: string; readonly deployment: string };
  readonly search: {
    readonly endpoint: string;
    readonly index: string;
    /** The index field that holds the ids of the groups that may read a document. */
    readonly groupField: string;
    /** The key of the index, if citations are to open. */
    readonly keyField?: string;
  };
  /** Where sessions are kept, and the identity's name there; without it, in memory. */
  readonly redis?: { readonly url: string; readonly user: string };
  readonly host: string;
  readonly port: number;
  /** The origin that people's browsers see, as in `https://chat.contoso.com`. */
  readonly publicOrigin: string;
  /** MSAL's `authorityMetadata`, for an authority whose pages are elsewhere. */
  readonly authorityMetadata?: string;
}

const identityWay =
  "remove it; the managed identity of AZURE_CLIENT_ID proves who the app is, with a role assignment instead of a key";
const assertionWay =
  "remove it; the app registration trusts the managed identity of AZURE_CLIENT_ID by a federated credential";

const unverifiedTls =
  "NODE_TLS_REJECT_UNAUTHORIZED has Node trust whoever answers: remove it; name an authority of your own in NODE_EXTRA_CA_CERTS";

/** Settings that carry a key, and the keyless way for each. */
const refused: Readonly<Record<string, string>> = {
  AZURE_OPENAI_API_KEY: identityWay,
  AZURE_OPENAI_KEY: identityWay,
  OPENAI_API_KEY: identityWay,
  AZURE_SEARCH_KEY: identityWay,
  AZURE_SEARCH_API_KEY: identityWay,
  AZURE_SEARCH_ADMIN_KEY: identityWay,
  AZURE_SEARCH_QUERY_KEY: identityWay,
  AZURE_CLIENT_SECRET: assertionWay,
  AZURE_CLIENT_CERTIFICATE_PATH: assertionWay,
  ENTRA_CLIENT_SECRET: assertionWay,
  REDIS_PASSWORD: identityWay,
  REDIS_KEY: identityWay,
};

/**
 * Reads the settings from environment variables; README.md lists them.
 *
 * @throws TypeError that names every fault at once, none of them with the value.
 */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const faults = Object.entries(refused)
    .filter(([name]) => environment[name])
    .map(([name, remedy]) => `${name} carries a key: ${remedy}`);
  if (environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") faults.push(unverifiedTls);

  function read<T>(name: string, parse: (text: string) => T, fallback?: string): T {
    try {
      const text = environment[name]?.trim() || fallback;
      if (text === undefined) throw new Error("is missing");
      return parse(text);
    } catch (error) {
      faults.push(`${name} ${error instanceof Error ? error.message : "is not usable"}`);
      return undefined as T; // nobody sees it: a fault ends in the error below
    }
  }

  const isSet = (name: string): boolean => (environment[name] ?? "").trim() !== "";

  const ownCloud = read("AZURE_CLOUD", cloud, "public") ?? azureCloud();
  const ownHosts = isSet("OWN_HOSTS") ? (read("OWN_HOSTS", hostNames) ?? []) : [];
  const settings: Settings = {
    cloud: ownCloud,
    tenantId: read("ENTRA_TENANT_ID", guid),
    clientId: read("ENTRA_CLIENT_ID", guid),
    identityClientId: read("AZURE_CLIENT_ID", guid),
    openai: {
      endpoint: read("AZURE_OPENAI_ENDPOINT", (text) =>
        azureEndpoint(text, ownCloud.openai, ownHosts),
      ),
      deployment: read("AZURE_OPENAI_DEPLOYMENT", resourceName),
    },
    search: {
      endpoint: read("AZURE_SEARCH_ENDPOINT", (text) =>
        azureEndpoint(text, ownCloud.search, ownHosts),
      ),
      index: read("AZURE_SEARCH_INDEX", resourceName),
      groupField: read("AZURE_SEARCH_GROUP_FIELD", resourceName),
      ...(isSet("AZURE_SEARCH_KEY_FIELD") && {
        keyField: read("AZURE_SEARCH_KEY_FIELD", fieldName),
      }),
    },
    ...((isSet("REDIS_URL") || isSet("REDIS_USER")) && {
      redis: { url: read("REDIS_URL", redisAddress), user: read("REDIS_USER", guid) },
    }),
    host: read("HOST", hostName, "localhost"),
    port: read("PORT", portNumber, "3000"),
    publicOrigin: read("PUBLIC_ORIGIN", browserOrigin),
    ...(isSet("AUTHORITY_METADATA") && {
      authorityMetadata: read("AUTHORITY_METADATA", jsonObject),
    }),
  };
  if (faults.length === 0) faults.push(...localAzureFaults(settings));
  if (faults.length > 0) {
    throw new TypeError(
      `express-chat: cannot start with these settings:\n- ${faults.join("\n- ")}`,
    );
  }
  return settings;
}

/** With the tenant of a local Azure, whoever reaches the app could sign in as anybody. */
function localAzureFaults({ tenantId, host, publicOrigin }: Settings): string[] {
  if (!isEmulatorTenant(tenantId)) return [];
  const why = "ENTRA_TENANT_ID is that of a local Azure, so the app must stay on this machine:";
  const faults: string[] = [];
  if (!isLoopbackHost(host)) faults.push(`${why} set HOST to localhost`);
  if (!isLoopbackHost(new URL(publicOrigin).hostname)) {
    faults.push(`${why} set PUBLIC_ORIGIN to http://localhost with the port`);
  }
  return faults;
}

function cloud(name: string): AzureCloud {
  try {
    return azureCloud(name as AzureCloud["name"]);
  } catch {
    throw new Error("must be public, usgov or china");
  }
}

function azureEndpoint(text: string, service: AzureService, ownHosts: readonly string[]): string {
  if (isAzureEndpoint(text, service, ownHosts)) return text.replace(/\/$/, "");
  throw new Error(
    `must be the https address of the resource and nothing more, as in https://contoso.${service.hostSuffix}; name a host of your own before it in OWN_HOSTS`,
  );
}

function hostNames(text: string): readonly string[] {
  const hosts = text.split(",").map((host) => host.trim());
  if (hosts.every(isPlainHost)) return hosts;
  throw new Error("must be names of hosts in full and in lower case, as in api.contoso.com");
}

function guid(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new Error("must be an id, as in 00000000-0000-0000-0000-000000000000");
}

function resourceName(text: string): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(text)) return text;
  throw new Error("must be a name of letters, digits, dots, dashes and underscores");
}

function fieldName(text: string): string {
  if (/^[a-z]\w{0,127}$/i.test(text)) return text;
  throw new Error("must be the name of the index's key field, as in id");
}

/** Sessions are sealed, but who is in there is proof of who signed in. */
function redisAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username || url?.password) {
    throw new Error("carries a key: name the identity in REDIS_USER, and no password");
  }
  const isSafe = url?.protocol === "rediss:" || isLoopbackHost(url?.hostname ?? "");
  if (url && /^rediss?:$/.test(url.protocol) && isSafe) return url.href;
  throw new Error("must begin with rediss://, as in rediss://contoso.redis.azure.net:10000");
}

function hostName(text: string): string {
  if (/^[\w.:-]+$/.test(text)) return text;
  throw new Error("must be a host name or an address without a port, as in 0.0.0.0");
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new Error("must be a port number");
}

function browserOrigin(text: string): string {
  const url = originOf(text);
  // over plain HTTP the session could be read on its way
  const isSafe = url?.protocol === "https:" || isLoopbackHost(url?.hostname ?? "");
  if (url && isSafe) return url.origin;
  throw new Error("must be the https address that browsers show, without a path");
}

function originOf(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:/.test(url.protocol) && url.href === `${url.origin}/` ? url : undefined;
}

function jsonObject(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return text;
  } catch {}
  throw new Error("must be an OpenID Connect metadata document, as JSON");
}
