import { azureCloud, isEmulatorTenant, type AzureCloud } from "@entrim/azure-clouds";
import { z } from "zod";

/** Everything that the server is told from outside. */
export interface Settings {
  readonly cloud: AzureCloud;
  readonly tenantIds: readonly string[];
  /** Accepted audiences of tokens. */
  readonly audiences: readonly string[];
  readonly scopes: readonly string[];
  /** Whether the group claim of tokens is whole. */
  readonly tokenGroups: "complete" | "ignore";
  /** The user-assigned managed identity that the server is. */
  readonly identityClientId: string;
  readonly openai: { readonly endpoint: string; readonly deployments: readonly string[] };
  readonly search: {
    readonly endpoint: string;
    readonly indexes: readonly string[];
    readonly groupField: string;
  };
  readonly host: string;
  readonly port: number;
}

const list = z
  .string()
  .transform((text) => text.split(",").map((item) => item.trim()))
  .pipe(z.array(z.string().min(1)).min(1));

const form = z.object({
  AZURE_CLOUD: z.enum(["public", "usgov", "china"]).default("public"),
  ENTRA_TENANT_IDS: list.pipe(z.array(z.guid())),
  ENTRA_AUDIENCES: list,
  ENTRA_SCOPES: list.default(["access_as_user"]),
  ENTRA_TOKEN_GROUPS: z.enum(["complete", "ignore"]).default("ignore"),
  AZURE_CLIENT_ID: z.guid(),
  AZURE_OPENAI_ENDPOINT: z.url({ protocol: /^https$/ }),
  AZURE_OPENAI_DEPLOYMENTS: list,
  AZURE_SEARCH_ENDPOINT: z.url({ protocol: /^https$/ }),
  AZURE_SEARCH_INDEXES: list,
  AZURE_SEARCH_GROUP_FIELD: z.string().min(1),
  HOST: z.string().min(1).default("localhost"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
});

/** Any name that ends so carries a key, whichever service it is for. */
const keyName =
  /^(?:AZURE|ENTRA|OPENAI|SEARCH|STORAGE)_.*(?:KEY|SECRET|PASSWORD|CONNECTION_STRING)$/;

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
  const faults = Object.keys(present)
    .filter((name) => keyName.test(name))
    .map(
      (name) =>
        `${name} carries a key: remove it; the managed identity of AZURE_CLIENT_ID needs none, only roles`,
    );
  const result = form.safeParse(present);
  for (const { path, message } of result.error?.issues ?? []) {
    const [name = ""] = path;
    faults.push(`${String(name)}: ${Object.hasOwn(present, name) ? message : "is missing"}`);
  }
  if (result.success && result.data.ENTRA_TENANT_IDS.some((id) => isEmulatorTenant(id))) {
    if (!loopback.test(result.data.HOST)) {
      faults.push(
        "HOST: with the tenant of a local Azure the server must stay on this machine; set it to localhost",
      );
    }
  }
  if (!result.success || faults.length > 0) {
    throw new TypeError(`koa-api: cannot start with these settings:\n- ${faults.join("\n- ")}`);
  }
  const { data } = result;
  return {
    cloud: azureCloud(data.AZURE_CLOUD),
    tenantIds: data.ENTRA_TENANT_IDS,
    audiences: data.ENTRA_AUDIENCES,
    scopes: data.ENTRA_SCOPES,
    tokenGroups: data.ENTRA_TOKEN_GROUPS,
    identityClientId: data.AZURE_CLIENT_ID,
    openai: { endpoint: data.AZURE_OPENAI_ENDPOINT, deployments: data.AZURE_OPENAI_DEPLOYMENTS },
    search: {
      endpoint: data.AZURE_SEARCH_ENDPOINT,
      indexes: data.AZURE_SEARCH_INDEXES,
      groupField: data.AZURE_SEARCH_GROUP_FIELD,
    },
    host: data.HOST,
    port: data.PORT,
  };
}
