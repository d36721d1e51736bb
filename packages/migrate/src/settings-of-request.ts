import { MigrateError } from "./migrate-error.ts";

/** Parameters of a request and the settings that say the same, without what has to be taken apart. */
const settingOf: Readonly<Record<string, string>> = {
  endpoint: "AZURE_SEARCH_ENDPOINT",
  index_name: "AZURE_SEARCH_INDEX",
  query_type: "AZURE_SEARCH_QUERY_TYPE",
  semantic_configuration: "AZURE_SEARCH_SEMANTIC_SEARCH_CONFIG",
  top_n_documents: "AZURE_SEARCH_TOP_K",
  strictness: "AZURE_SEARCH_STRICTNESS",
  in_scope: "AZURE_SEARCH_ENABLE_IN_DOMAIN",
  role_information: "AZURE_OPENAI_SYSTEM_MESSAGE",
  key: "AZURE_SEARCH_KEY",
};

const fieldSettingOf: Readonly<Record<string, string>> = {
  content_fields: "AZURE_SEARCH_CONTENT_COLUMNS",
  vector_fields: "AZURE_SEARCH_VECTOR_COLUMNS",
  title_field: "AZURE_SEARCH_TITLE_COLUMN",
  url_field: "AZURE_SEARCH_URL_COLUMN",
  filepath_field: "AZURE_SEARCH_FILENAME_COLUMN",
};

/**
 * What the body of a request says, as the settings of a server that would have sent it. Of a filter only the
 * field is read that it looks for groups in.
 *
 * @throws MigrateError `OTHER_SOURCE` where the documents are not in Azure AI Search.
 */
export function settingsOfRequest(
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string | undefined>> {
  const sources: unknown = body["data_sources"] ?? body["dataSources"];
  const source = Array.isArray(sources) ? membersOf(sources[0]) : {};
  const type = textOf(source["type"]) ?? "";
  if (!/^(?:azure_search|azureCognitiveSearch)$/i.test(type)) {
    throw new MigrateError("OTHER_SOURCE", "the request names no data source in Azure AI Search");
  }
  const parameters = snakeCased(membersOf(source["parameters"]));
  const fields = snakeCased(membersOf(parameters["fields_mapping"]));
  const embedding = snakeCased(membersOf(parameters["embedding_dependency"]));
  const authentication = membersOf(parameters["authentication"]);
  const pick = (names: Readonly<Record<string, string>>, members: typeof fields) =>
    Object.entries(names).map(([name, setting]) => [setting, textOf(members[name])] as const);
  return {
    ...Object.fromEntries([...pick(settingOf, parameters), ...pick(fieldSettingOf, fields)]),
    AZURE_OPENAI_EMBEDDING_NAME: textOf(embedding["deployment_name"]),
    AZURE_SEARCH_PERMITTED_GROUPS_COLUMN: groupFieldOf(textOf(parameters["filter"])),
    ...(textOf(authentication["key"]) === undefined ? {} : { AZURE_SEARCH_KEY: "a key" }),
  };
}

/** The field of `group_ids/any(g:search.in(g, '…'))`. */
function groupFieldOf(filter: string | undefined): string | undefined {
  return /\b([A-Za-z]\w*)\/any\(\s*(\w+)\s*:\s*search\.in\(\s*\2\s*,/.exec(filter ?? "")?.[1];
}

/** The older form writes `indexName` for `index_name`. */
function snakeCased(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return value as Readonly<Record<string, unknown>>;
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.filter((one) => typeof one === "string").join("|");
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
