import { azureCloud, isEmulatorTenant, type AzureCloud } from "@entrim/azure-clouds";
import type { GatewayOptions } from "@entrim/gateway";
import { settingsForm, type SettingsForm } from "./settings-form.ts";

/** Everything that the server is told from outside; what may be missing is switched off. */
export interface Settings {
  readonly cloud: AzureCloud;
  /** Hosts of one's own that endpoints may be at. */
  readonly ownHosts: readonly string[];
  /** The user-assigned managed identity that the server is. */
  readonly identityClientId: string;
  readonly access: Omit<GatewayOptions["access"], "groupCache" | "onCacheFailure">;
  readonly search: GatewayOptions["search"];
  readonly openai: NonNullable<GatewayOptions["openai"]>;
  readonly documents: GatewayOptions["documents"];
  readonly jobs: GatewayOptions["jobs"];
  /** The app role of those who run the server. */
  readonly operatorRole: string | undefined;
  /** By index, a group that may read a document of it. */
  readonly canaryGroups: Readonly<Record<string, string>> | undefined;
  readonly verified: Pick<NonNullable<GatewayOptions["readiness"]>, "targets" | "verify">;
  readonly redis: { readonly url: string; readonly user: string } | undefined;
  readonly groupChanges:
    | Omit<NonNullable<GatewayOptions["groupChanges"]>, "onLifecycleEvent">
    | undefined;
  readonly listen: ListenAddress;
  readonly metrics: ListenAddress | undefined;
}

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Any name that ends so carries a key, whichever service it is for. */
const keyName =
  /^(?:AZURE|ENTRA|OPENAI|SEARCH|STORAGE|REDIS|GRAPH)_.*(?:KEY|SECRET|PASSWORD|CONNECTION_STRING)$/;

/** What makes one part together. */
const together: readonly (readonly (keyof SettingsForm)[])[] = [
  ["AZURE_STORAGE_ENDPOINT", "AZURE_STORAGE_RESOURCE_ID", "AZURE_STORAGE_CONTAINERS"],
  ["AZURE_OPENAI_RESOURCE_ID", "AZURE_SEARCH_RESOURCE_ID"],
  ["JOBS_SKILL_URI", "JOBS_SKILL_RESOURCE"],
  ["REDIS_URL", "REDIS_USER"],
  ["RESOURCE_ADDRESS", "RESOURCE_SCOPES"],
];

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;

/**
 * Reads the settings from environment variables; README.md lists them.
 *
 * @throws TypeError that names every fault at once, none of them with the value.
 */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = settingsForm.safeParse(present);
  const faults = [
    ...keyFaults(present),
    ...tlsFaults(present),
    ...(result.error?.issues ?? []).map(({ path: [name = ""], message }) => {
      const isPresent = Object.hasOwn(present, name);
      return `${String(name)}: ${isPresent ? message : "is missing"}`;
    }),
    ...missingFaults(present),
    ...(result.success ? combinationFaults(result.data) : []),
  ];
  if (!result.success || faults.length > 0) {
    throw new TypeError(`koa-api: cannot start with these settings:\n- ${faults.join("\n- ")}`);
  }
  return settingsOf(result.data);
}

function keyFaults(present: object): string[] {
  return Object.keys(present)
    .filter((name) => keyName.test(name))
    .map(
      (name) =>
        `${name} carries a key: remove it; the managed identity of AZURE_CLIENT_ID needs none, only roles`,
    );
}

function tlsFaults(present: Readonly<Record<string, unknown>>): string[] {
  if (present["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return [];
  return [
    "NODE_TLS_REJECT_UNAUTHORIZED has Node trust whoever answers: remove it; name an authority of your own in NODE_EXTRA_CA_CERTS",
  ];
}

function missingFaults(present: object): string[] {
  return together.flatMap((names) => {
    const missing = names.filter((name) => !Object.hasOwn(present, name));
    if (missing.length === names.length) return [];
    return missing.map((name) => `${name}: is missing, for it belongs to ${names.join(", ")}`);
  });
}

function combinationFaults(form: SettingsForm): string[] {
  const faults: string[] = [];
  if (form.ENTRA_TENANT_IDS.some((id) => isEmulatorTenant(id))) {
    for (const name of ["HOST", "METRICS_HOST"] as const) {
      if (loopback.test(form[name])) continue;
      faults.push(
        `${name}: with the tenant of a local Azure the server must stay on this machine; set it to localhost`,
      );
    }
  }
  if (form.REDIS_URL !== undefined) {
    const { protocol, hostname, username, password } = new URL(form.REDIS_URL);
    if (username !== "" || password !== "") {
      faults.push("REDIS_URL carries a key: name the identity in REDIS_USER, and no password");
    }
    if (protocol !== "rediss:" && !loopback.test(hostname)) {
      faults.push("REDIS_URL: has to begin with rediss://, for who is in which group is in there");
    }
  }
  if (form.REDIS_URL !== undefined && form.AZURE_STORAGE_ENDPOINT !== undefined) {
    if (form.AZURE_STORAGE_LOCK_CONTAINER === undefined) {
      faults.push(
        "AZURE_STORAGE_LOCK_CONTAINER: is missing; several instances must agree on who does a job",
      );
    }
  }
  if (form.JOBS_SKILL_URI !== undefined && form.JOBS_MODE !== "indexer") {
    faults.push("JOBS_SKILL_URI: goes with JOBS_MODE indexer");
  }
  if (form.JOBS_SKILL_CALLERS !== undefined && form.JOBS_SKILL_URI === undefined) {
    faults.push(
      "JOBS_SKILL_CALLERS: goes with JOBS_SKILL_URI, which leads to /skill of this server",
    );
  }
  if (form.GRAPH_NOTIFICATION_URL !== undefined && form.GRAPH_CLIENT_STATE === undefined) {
    faults.push("GRAPH_NOTIFICATION_URL: goes with GRAPH_CLIENT_STATE");
  }
  if (form.GRAPH_CLIENT_STATE !== undefined && form.ENTRA_TENANT_IDS.length > 1) {
    faults.push("GRAPH_CLIENT_STATE: is of one subscription, so it goes with one tenant only");
  }
  return faults;
}

function settingsOf(form: SettingsForm): Settings {
  const {
    AZURE_SEARCH_KEY_FIELD: keyField,
    AZURE_OPENAI_RESOURCE_ID: openaiId,
    AZURE_SEARCH_RESOURCE_ID: searchId,
    LIMIT_REQUESTS_PER_MINUTE: requestsPerMinute,
    LIMIT_TOKENS_PER_MINUTE: tokensPerMinute,
    REDIS_URL: redisUrl,
    REDIS_USER: redisUser,
    RESOURCE_ADDRESS: address,
    RESOURCE_SCOPES: resourceScopes,
    METRICS_PORT: metricsPort,
  } = form;
  return {
    cloud: azureCloud(form.AZURE_CLOUD),
    ownHosts: form.OWN_HOSTS ?? [],
    identityClientId: form.AZURE_CLIENT_ID,
    access: {
      tenants: form.ENTRA_TENANT_IDS,
      audiences: form.ENTRA_AUDIENCES,
      scopes: form.ENTRA_SCOPES,
      tokenGroups: form.ENTRA_TOKEN_GROUPS,
      ...(address && resourceScopes && { resource: { address, scopes: resourceScopes } }),
    },
    search: {
      endpoint: form.AZURE_SEARCH_ENDPOINT,
      indexes: form.AZURE_SEARCH_INDEXES,
      groupField: form.AZURE_SEARCH_GROUP_FIELD,
    },
    openai: {
      endpoint: form.AZURE_OPENAI_ENDPOINT,
      deployments: form.AZURE_OPENAI_DEPLOYMENTS,
      limits: {
        ...(requestsPerMinute !== undefined && { requestsPerMinute }),
        ...(tokensPerMinute !== undefined && { tokensPerMinute }),
      },
    },
    documents: keyField === undefined ? undefined : { keyField },
    jobs: jobsOf(form),
    operatorRole: form.OPERATOR_ROLE,
    canaryGroups: form.CANARY_GROUPS,
    verified: {
      ...(openaiId && searchId && { targets: { openai: openaiId, search: searchId } }),
      verify: {
        rules: Object.fromEntries((form.VERIFY_RULES_OFF ?? []).map((id) => [id, "off"] as const)),
      },
    },
    redis: redisUrl && redisUser ? { url: redisUrl, user: redisUser } : undefined,
    groupChanges: groupChangesOf(form),
    listen: { host: form.HOST, port: form.PORT },
    metrics: metricsPort === undefined ? undefined : { host: form.METRICS_HOST, port: metricsPort },
  };
}

function jobsOf(form: SettingsForm): Settings["jobs"] {
  const {
    AZURE_STORAGE_ENDPOINT: endpoint,
    AZURE_STORAGE_RESOURCE_ID: resourceId,
    AZURE_STORAGE_CONTAINERS: containers,
    AZURE_STORAGE_LOCK_CONTAINER: lockContainer,
    AZURE_OPENAI_EMBEDDING_DEPLOYMENTS: embeddingDeployments,
    AZURE_OPENAI_EMBEDDING_MODELS: embeddingModels,
    JOBS_SKILL_URI: uri,
    JOBS_SKILL_RESOURCE: authResourceId,
    JOBS_SKILL_CALLERS: callers,
  } = form;
  if (!endpoint || !resourceId || !containers) return undefined;
  const offer = callers && { callers, roles: [form.JOBS_SKILL_ROLE] };
  return {
    mode: form.JOBS_MODE,
    managers: { roles: [form.JOBS_ROLE] },
    storage: [{ endpoint, resourceId, containers }],
    ...(lockContainer && { lock: { endpoint, container: lockContainer } }),
    ...(embeddingDeployments && { embeddingDeployments }),
    ...(embeddingModels && { embeddingModels }),
    ...(uri && authResourceId && { skill: { uri, authResourceId, ...(offer && { offer }) } }),
  };
}

function groupChangesOf(form: SettingsForm): Settings["groupChanges"] {
  const { ENTRA_TENANT_IDS: tenants, GRAPH_CLIENT_STATE: clientState } = form;
  if (clientState === undefined) return undefined;
  const { GRAPH_NOTIFICATION_URL: notificationUrl } = form;
  const [tenantId = ""] = tenants;
  return { tenantId, clientState, ...(notificationUrl !== undefined && { notificationUrl }) };
}
