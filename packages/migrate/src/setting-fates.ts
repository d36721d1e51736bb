/** What becomes of a setting: something takes its place, nothing does, it must go, or it is not ours. */
export type SettingFate = "kept" | "key" | "unknown" | { readonly left: string };

/** Read by `readPreviousApp`, and written in another place. */
const kept =
  /^(?:DATASOURCE_TYPE|AZURE_OPENAI_(?:RESOURCE|ENDPOINT|MODEL|EMBEDDING_NAME|SYSTEM_MESSAGE)|AZURE_SEARCH_(?:SERVICE|ENDPOINT|ENDPOINT_SUFFIX|INDEX|PERMITTED_GROUPS_COLUMN|FIELDS_ID|QUERY_TYPE|SEMANTIC_SEARCH_CONFIG|TOP_K|STRICTNESS|ENABLE_IN_DOMAIN|MAX_SEARCH_QUERIES|ALLOW_PARTIAL_RESULT|(?:CONTENT|VECTOR)_COLUMNS|(?:TITLE|URL|FILENAME)_COLUMN)|SEARCH_(?:TOP_K|STRICTNESS|ENABLE_IN_DOMAIN|MAX_SEARCH_QUERIES|ALLOW_PARTIAL_RESULT)|AZURE_TENANT_ID|AUTH_(?:ISSUER_URI|TENANT_ID|CLIENT_ID)|AZURE_OPENID_ISSUER|WEBSITE_AUTH_CLIENT_ID)$/;

/** Whatever carries one, of whichever service. */
const key = /(?:_KEY|_SECRET|_PASSWORD|_CONNECTION_?STRING|_SAS|_TOKEN)$/;

/** The rest of the sample app's settings. */
const left: readonly (readonly [RegExp, string])[] = [
  [
    /^AZURE_OPENAI_EMBEDDING_ENDPOINT$/,
    "embeddings are made by a deployment of the server's own Azure OpenAI resource; if it was another resource, deploy the model there",
  ],
  [
    /^AZURE_OPENAI_(?:MODEL_NAME|PREVIEW_API_VERSION|TEMPERATURE|TOP_P|MAX_TOKENS|STOP_SEQUENCE|STREAM)$/,
    "each request says it, as before; any model that is deployed will do, and every API version from 2023-06-01-preview on",
  ],
  [
    /^(?:AZURE_)?SEARCH_(?:USE_SEMANTIC_SEARCH|INCLUDE_CONTEXTS)$/,
    "each request says it, as before",
  ],
  [/^AZURE_COSMOSDB_/, "no history of conversations is kept on the server"],
  [/^UI_/, "the page is another one"],
  [
    /^AUTH_ENABLED$/,
    "everybody signs in, always, and the server checks it rather than the browser",
  ],
  [
    /^(?:SANITIZE_ANSWER|MS_DEFENDER_ENABLED|BASE_PATH|DEBUG)$/,
    "answers are always taken for text and never for code; the rest is the platform's",
  ],
  [
    /^(?:USE_PROMPTFLOW|PROMPTFLOW_|AZURE_OPENAI_FUNCTION_CALL)/,
    "tools of the server's choosing and prompt flows are not run",
  ],
  [
    /^(?:AZURE_COSMOSDB_MONGO|ELASTICSEARCH_|PINECONE_|MONGODB_|AZURE_MLINDEX_|AZURE_SQL_SERVER_)/,
    "other sources than Azure AI Search are refused",
  ],
];

/** What becomes of a setting of the sample app of On Your Data. */
export function fateOf(name: string): SettingFate {
  if (key.test(name)) return "key";
  if (kept.test(name)) return "kept";
  const why = left.find(([pattern]) => pattern.test(name))?.[1];
  return why === undefined ? "unknown" : { left: why };
}
