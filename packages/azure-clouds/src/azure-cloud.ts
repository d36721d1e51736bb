/** The clouds of the table. */
export type AzureCloudName = "public" | "usgov" | "china";

/** How one Azure service is addressed in a cloud. */
export interface AzureService {
  /** What a token for the service is made out to; `<audience>/.default` is its scope. */
  readonly audience: string;
  /** What follows a resource's name in its host, without a leading dot, as in `search.windows.net`. */
  readonly hostSuffix: string;
  /** What a host of the same service may end in besides, as `services.ai.azure.com` of a Foundry resource. */
  readonly otherHostSuffixes: readonly string[];
  /** The private DNS zones that a private endpoint of the service needs, the first one being its own. */
  readonly privateDnsZones: readonly string[];
}

/** Everything that differs between two Azure clouds. */
export interface AzureCloud {
  readonly name: AzureCloudName;
  /** Where tokens are issued, an origin without a trailing slash. */
  readonly authorityHost: string;
  /** Further hosts that answer as the same authority. */
  readonly authorityAliases: readonly string[];
  /**
   * The exact `iss` of an access token by its `ver`, with `{tenantid}` where the tenant stands.
   *
   * @see https://learn.microsoft.com/entra/identity-platform/access-tokens
   */
  readonly issuers: { readonly "1.0": string; readonly "2.0": string };
  /** The audience of the assertion with which a managed identity stands in for an app's secret. */
  readonly federatedCredentialAudience: string;
  /** Microsoft Graph, an origin without a trailing slash; also its audience. */
  readonly graphEndpoint: string;
  /** Azure Resource Manager, an origin without a trailing slash; also its audience. */
  readonly resourceManagerEndpoint: string;
  /** What a token for Azure Managed Redis is made out to; `<audience>/.default` is its scope. */
  readonly redisAudience: string;
  readonly openai: AzureService;
  readonly search: AzureService;
  readonly blob: AzureService;
  /**
   * Members of this table that no first-party source confirms, as paths (`"openai.audience"`).
   * Override them with what your tenant shows.
   */
  readonly unconfirmed: readonly string[];
}

/** What to replace in a cloud of the table; every member is optional, down to those of a service. */
export type AzureCloudOverrides = {
  readonly [K in Exclude<keyof AzureCloud, "name" | "unconfirmed">]?: AzureCloud[K] extends
    | AzureService
    | AzureCloud["issuers"]
    ? Partial<AzureCloud[K]>
    : AzureCloud[K];
};

const clouds: Record<AzureCloudName, AzureCloud> = {
  public: {
    name: "public",
    authorityHost: "https://login.microsoftonline.com",
    authorityAliases: ["login.windows.net", "login.microsoft.com", "sts.windows.net"],
    issuers: {
      "1.0": "https://sts.windows.net/{tenantid}/",
      "2.0": "https://login.microsoftonline.com/{tenantid}/v2.0",
    },
    federatedCredentialAudience: "api://AzureADTokenExchange",
    graphEndpoint: "https://graph.microsoft.com",
    resourceManagerEndpoint: "https://management.azure.com",
    redisAudience: "https://redis.azure.com",
    openai: {
      audience: "https://cognitiveservices.azure.com",
      hostSuffix: "openai.azure.com",
      otherHostSuffixes: ["cognitiveservices.azure.com", "services.ai.azure.com"],
      privateDnsZones: ["privatelink.openai.azure.com", "privatelink.cognitiveservices.azure.com"],
    },
    search: {
      audience: "https://search.azure.com",
      hostSuffix: "search.windows.net",
      otherHostSuffixes: [],
      privateDnsZones: ["privatelink.search.windows.net"],
    },
    blob: {
      audience: "https://storage.azure.com",
      hostSuffix: "blob.core.windows.net",
      otherHostSuffixes: [],
      privateDnsZones: ["privatelink.blob.core.windows.net"],
    },
    unconfirmed: [],
  },
  usgov: {
    name: "usgov",
    authorityHost: "https://login.microsoftonline.us",
    authorityAliases: ["login.usgovcloudapi.net"],
    issuers: {
      "1.0": "https://sts.windows.net/{tenantid}/",
      "2.0": "https://login.microsoftonline.us/{tenantid}/v2.0",
    },
    federatedCredentialAudience: "api://AzureADTokenExchangeUSGov",
    graphEndpoint: "https://graph.microsoft.us",
    resourceManagerEndpoint: "https://management.usgovcloudapi.net",
    redisAudience: "https://redis.azure.com",
    openai: {
      audience: "https://cognitiveservices.azure.us",
      hostSuffix: "openai.azure.us",
      otherHostSuffixes: ["cognitiveservices.azure.us", "services.ai.azure.us"],
      privateDnsZones: ["privatelink.openai.azure.us", "privatelink.cognitiveservices.azure.us"],
    },
    search: {
      audience: "https://search.azure.us",
      hostSuffix: "search.azure.us",
      otherHostSuffixes: ["search.windows.us"],
      privateDnsZones: ["privatelink.search.azure.us", "privatelink.search.windows.us"],
    },
    blob: {
      audience: "https://storage.azure.com",
      hostSuffix: "blob.core.usgovcloudapi.net",
      otherHostSuffixes: [],
      privateDnsZones: ["privatelink.blob.core.usgovcloudapi.net"],
    },
    unconfirmed: [
      "issuers.1.0",
      "redisAudience",
      "openai.audience",
      "openai.otherHostSuffixes",
      "openai.privateDnsZones",
      "search.hostSuffix",
      "search.otherHostSuffixes",
      "search.privateDnsZones",
      "blob.audience",
    ],
  },
  china: {
    name: "china",
    authorityHost: "https://login.partner.microsoftonline.cn",
    authorityAliases: ["login.chinacloudapi.cn"],
    issuers: {
      "1.0": "https://sts.chinacloudapi.cn/{tenantid}/",
      "2.0": "https://login.partner.microsoftonline.cn/{tenantid}/v2.0",
    },
    federatedCredentialAudience: "api://AzureADTokenExchangeChina",
    graphEndpoint: "https://microsoftgraph.chinacloudapi.cn",
    resourceManagerEndpoint: "https://management.chinacloudapi.cn",
    redisAudience: "https://redis.azure.com",
    openai: {
      audience: "https://cognitiveservices.azure.cn",
      hostSuffix: "openai.azure.cn",
      otherHostSuffixes: ["cognitiveservices.azure.cn"],
      privateDnsZones: ["privatelink.cognitiveservices.azure.cn"],
    },
    search: {
      audience: "https://search.azure.cn",
      hostSuffix: "search.azure.cn",
      otherHostSuffixes: [],
      privateDnsZones: ["privatelink.search.azure.cn"],
    },
    blob: {
      audience: "https://storage.azure.com",
      hostSuffix: "blob.core.chinacloudapi.cn",
      otherHostSuffixes: [],
      privateDnsZones: ["privatelink.blob.core.chinacloudapi.cn"],
    },
    unconfirmed: [
      "resourceManagerEndpoint",
      "redisAudience",
      "openai.audience",
      "openai.hostSuffix",
      "openai.otherHostSuffixes",
      "openai.privateDnsZones",
      "search.hostSuffix",
      "search.privateDnsZones",
      "blob.audience",
    ],
  },
};

/**
 * A cloud of the table, with your overrides on top; frozen. A member that you override is no longer
 * listed as unconfirmed.
 *
 * @param name The cloud (`"public"`).
 * @param overrides What your tenant shows to be different, as for the DoD Graph host.
 * @throws TypeError for a name that the table does not hold, or an address that is not `https`.
 */
export function azureCloud(
  name: AzureCloudName = "public",
  overrides: AzureCloudOverrides = {},
): AzureCloud {
  if (!Object.hasOwn(clouds, name)) {
    throw new TypeError(
      `azure-clouds: unknown cloud; use one of ${Object.keys(clouds).join(", ")}, with overrides for any other`,
    );
  }
  const base = clouds[name];
  const cloud: AzureCloud = {
    ...base,
    ...overrides,
    issuers: { ...base.issuers, ...overrides.issuers },
    openai: { ...base.openai, ...overrides.openai },
    search: { ...base.search, ...overrides.search },
    blob: { ...base.blob, ...overrides.blob },
    name,
    unconfirmed: base.unconfirmed.filter((path) => !isOverridden(overrides, path)),
  };
  requireHttpsOrigin("authorityHost", cloud.authorityHost);
  requireHttpsOrigin("graphEndpoint", cloud.graphEndpoint);
  requireHttpsOrigin("resourceManagerEndpoint", cloud.resourceManagerEndpoint);
  return deepFreeze(cloud);
}

function isOverridden(overrides: AzureCloudOverrides, path: string): boolean {
  const [head = "", ...rest] = path.split(".");
  const value: unknown = Reflect.get(overrides, head);
  if (rest.length === 0 || typeof value !== "object" || value === null) return value !== undefined;
  return Reflect.get(value, rest.join(".")) !== undefined;
}

function requireHttpsOrigin(member: string, value: string): void {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // an address with a path or a trailing slash would silently change what is built from it
  if (url?.protocol !== "https:" || url.origin !== value) {
    throw new TypeError(
      `azure-clouds: ${member} must be an https origin without a path, as in https://host`,
    );
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === "object" && member !== null) deepFreeze(member);
  }
  return Object.freeze(value);
}
