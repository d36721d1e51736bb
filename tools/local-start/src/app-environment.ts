import { contoso } from "./contoso.ts";

/** The settings of the chat app, as production would have them: names and ids, no key. */
export function appEnvironment({
  port,
  origin,
}: {
  readonly port: number;
  /** Where browsers find the app. */
  readonly origin: string;
}): Record<string, string> {
  const { tenantId, app, identity, search, openai } = contoso;
  return {
    ENTRA_TENANT_ID: tenantId,
    ENTRA_CLIENT_ID: app.appId,
    AZURE_CLIENT_ID: identity.clientId,
    AZURE_SEARCH_ENDPOINT: search.endpoint,
    AZURE_SEARCH_INDEX: search.index,
    AZURE_SEARCH_GROUP_FIELD: search.groupField,
    AZURE_SEARCH_KEY_FIELD: search.keyField,
    AZURE_OPENAI_ENDPOINT: openai.endpoint,
    AZURE_OPENAI_DEPLOYMENT: openai.deployment,
    HOST: "localhost",
    PORT: String(port),
    PUBLIC_ORIGIN: origin,
  };
}
