import { azureCloud, type AzureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import { MigrateError } from "./migrate-error.ts";
import type { PreviousSettings } from "./read-settings.ts";
import { fateOf } from "./setting-fates.ts";

/** What the previous app was, as far as its settings tell. */
export interface PreviousApp {
  readonly cloud: AzureCloud;
  readonly openai: {
    readonly endpoint: string | undefined;
    readonly deployment: string | undefined;
  };
  readonly embeddingDeployment: string | undefined;
  readonly search: {
    readonly endpoint: string | undefined;
    readonly index: string | undefined;
    readonly groupField: string | undefined;
    readonly keyField: string | undefined;
  };
  readonly tenantId: string | undefined;
  readonly clientId: string | undefined;
  /** What each request said, and may go on saying: the parameters of its data source. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Names of settings that carry a key. */
  readonly keys: readonly string[];
  /** Names of settings that nothing takes the place of, and why. */
  readonly left: readonly { readonly names: readonly string[]; readonly why: string }[];
  /** Names of settings that are not of On Your Data. */
  readonly unknown: readonly string[];
}

const clouds: readonly AzureCloudName[] = ["public", "usgov", "china"];

/**
 * Finds out what the previous app was.
 *
 * @throws MigrateError `OTHER_SOURCE` where the documents are not in Azure AI Search; `UNUSABLE_VALUE` for a
 *   name or an address that no Azure resource has, since it becomes a part of commands.
 */
export function readPreviousApp(settings: PreviousSettings): PreviousApp {
  const source = settings["DATASOURCE_TYPE"];
  if (source !== undefined && !/^azure(?:_|Cognitive|AI)?_?search$/i.test(source)) {
    throw new MigrateError(
      "OTHER_SOURCE",
      "DATASOURCE_TYPE names a source that is not Azure AI Search; bring the documents into an index first",
    );
  }
  const cloud = cloudOf(settings);
  const openaiName = nameAt(settings, "AZURE_OPENAI_RESOURCE");
  const searchName = nameAt(settings, "AZURE_SEARCH_SERVICE");
  const names = Object.keys(settings).toSorted();
  const fates = names.map((name) => ({ name, fate: fateOf(name) }));
  return {
    cloud,
    openai: {
      endpoint:
        originAt(settings, "AZURE_OPENAI_ENDPOINT") ?? hostOf(openaiName, cloud.openai.hostSuffix),
      deployment: nameAt(settings, "AZURE_OPENAI_MODEL"),
    },
    embeddingDeployment: nameAt(settings, "AZURE_OPENAI_EMBEDDING_NAME"),
    search: {
      endpoint:
        originAt(settings, "AZURE_SEARCH_ENDPOINT") ?? hostOf(searchName, cloud.search.hostSuffix),
      index: nameAt(settings, "AZURE_SEARCH_INDEX"),
      groupField: nameAt(settings, "AZURE_SEARCH_PERMITTED_GROUPS_COLUMN"),
      // of the accelerator that was made from the sample app, which itself did not need to know
      keyField: nameAt(settings, "AZURE_SEARCH_FIELDS_ID"),
    },
    tenantId:
      guidIn(settings["AUTH_ISSUER_URI"] ?? settings["AZURE_OPENID_ISSUER"]) ??
      guidIn(settings["AZURE_TENANT_ID"] ?? settings["AUTH_TENANT_ID"]),
    clientId: guidIn(settings["AUTH_CLIENT_ID"] ?? settings["WEBSITE_AUTH_CLIENT_ID"]),
    parameters: parametersOf(settings),
    keys: fates.filter(({ fate }) => fate === "key").map(({ name }) => name),
    left: groupByFate(fates),
    unknown: fates.filter(({ fate }) => fate === "unknown").map(({ name }) => name),
  };
}

function cloudOf(settings: PreviousSettings): AzureCloud {
  const hosts = ["AZURE_OPENAI_ENDPOINT", "AZURE_SEARCH_ENDPOINT", "AZURE_SEARCH_ENDPOINT_SUFFIX"]
    .map((name) => settings[name]?.replace(/\/+$/, "") ?? "")
    .filter((host) => host !== "");
  const found = clouds
    .map((name) => azureCloud(name))
    .find(({ openai, search }) =>
      hosts.some((host) => host.endsWith(openai.hostSuffix) || host.endsWith(search.hostSuffix)),
    );
  return found ?? azureCloud("public");
}

/** What a request said of its source. The groups are not in it: the server finds them itself. */
function parametersOf(settings: PreviousSettings): Readonly<Record<string, unknown>> {
  const text = (name: string) => settings[name];
  const columns = (name: string) => settings[name]?.split(/[|,]/).map((column) => column.trim());
  const number = (...names: readonly string[]) => {
    const value = Number(names.map((name) => settings[name]).find((found) => found !== undefined));
    return Number.isInteger(value) ? value : undefined;
  };
  const truth = (...names: readonly string[]) => {
    const value = names.map((name) => settings[name]).find((found) => found !== undefined);
    return value === undefined ? undefined : /^(?:true|1|yes)$/i.test(value);
  };
  const embedding = text("AZURE_OPENAI_EMBEDDING_NAME");
  return withoutGaps({
    query_type: text("AZURE_SEARCH_QUERY_TYPE")?.replace(
      /[A-Z]/g,
      (letter) => `_${letter.toLowerCase()}`,
    ),
    semantic_configuration: text("AZURE_SEARCH_SEMANTIC_SEARCH_CONFIG"),
    top_n_documents: number("AZURE_SEARCH_TOP_K", "SEARCH_TOP_K"),
    strictness: number("AZURE_SEARCH_STRICTNESS", "SEARCH_STRICTNESS"),
    in_scope: truth("AZURE_SEARCH_ENABLE_IN_DOMAIN", "SEARCH_ENABLE_IN_DOMAIN"),
    max_search_queries: number("AZURE_SEARCH_MAX_SEARCH_QUERIES", "SEARCH_MAX_SEARCH_QUERIES"),
    allow_partial_result: truth("AZURE_SEARCH_ALLOW_PARTIAL_RESULT", "SEARCH_ALLOW_PARTIAL_RESULT"),
    role_information: text("AZURE_OPENAI_SYSTEM_MESSAGE"),
    embedding_dependency:
      embedding === undefined ? undefined : { type: "deployment_name", deployment_name: embedding },
    fields_mapping: withoutGaps({
      content_fields: columns("AZURE_SEARCH_CONTENT_COLUMNS"),
      vector_fields: columns("AZURE_SEARCH_VECTOR_COLUMNS"),
      title_field: text("AZURE_SEARCH_TITLE_COLUMN"),
      url_field: text("AZURE_SEARCH_URL_COLUMN"),
      filepath_field: text("AZURE_SEARCH_FILENAME_COLUMN"),
    }),
  });
}

function withoutGaps(
  members: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) =>
        value !== undefined &&
        !(typeof value === "object" && value !== null && Object.keys(value).length === 0),
    ),
  );
}

function groupByFate(
  fates: readonly { readonly name: string; readonly fate: ReturnType<typeof fateOf> }[],
): PreviousApp["left"] {
  const left = new Map<string, string[]>();
  for (const { name, fate } of fates) {
    if (typeof fate !== "object") continue;
    left.set(fate.left, [...(left.get(fate.left) ?? []), name]);
  }
  return [...left].map(([why, names]) => ({ names, why }));
}

function hostOf(name: string | undefined, suffix: string): string | undefined {
  return name === undefined ? undefined : `https://${name.toLowerCase()}.${suffix}`;
}

/** Anything else would be a command, once it stands in one. */
function nameAt(settings: PreviousSettings, setting: string): string | undefined {
  const value = settings[setting];
  if (value === undefined || /^[A-Za-z0-9][\w.-]{0,127}$/.test(value)) return value;
  throw new MigrateError("UNUSABLE_VALUE", `${setting} is no name of an Azure resource`);
}

function originAt(settings: PreviousSettings, setting: string): string | undefined {
  const value = settings[setting];
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== "https:" || url.username !== "" || !/^[a-z0-9.-]+$/.test(url.hostname)) {
    throw new MigrateError("UNUSABLE_VALUE", `${setting} is no https address`);
  }
  return url.origin;
}

function guidIn(value: string | undefined): string | undefined {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(value?.toLowerCase() ?? "")?.[0];
}
