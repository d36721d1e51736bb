import type { PreviousApp } from "./previous-app.ts";

/** The two servers that settings are written for: a chat with sign-in, or an API for programs. */
export type MigrationTarget = "chat" | "api";

/** A setting of the new server. */
export interface NewSetting {
  readonly name: string;
  /** `undefined`: the previous app did not know it, so somebody has to fill it in. */
  readonly value: string | undefined;
  /** What it is, where it has to be filled in or looked at. */
  readonly hint?: string;
  /** Whether the server does without it (it does not). */
  readonly optional?: true;
}

/** Everything that changes. */
export interface Migration {
  readonly target: MigrationTarget;
  readonly app: PreviousApp;
  readonly settings: readonly NewSetting[];
  /** What a request may go on naming as its source; the server compares it with its own settings. */
  readonly dataSource: Readonly<Record<string, unknown>>;
}

/** Works out the settings of the new server and what its clients go on sending. */
export function planMigration(app: PreviousApp, target: MigrationTarget): Migration {
  const { endpoint, index } = app.search;
  return {
    target,
    app,
    settings: settingsFor(app, target),
    dataSource: {
      type: "azure_search",
      parameters: {
        endpoint: endpoint ?? `https://<name>.${app.cloud.search.hostSuffix}`,
        index_name: index ?? "<index>",
        authentication: { type: "system_assigned_managed_identity" },
        ...app.parameters,
      },
    },
  };
}

function settingsFor(app: PreviousApp, target: MigrationTarget): readonly NewSetting[] {
  const { cloud, openai, search, tenantId, clientId, embeddingDeployment } = app;
  const shared: readonly NewSetting[] = [
    { name: "AZURE_CLOUD", value: cloud.name },
    {
      name: "AZURE_CLIENT_ID",
      value: undefined,
      hint: "client id of the user-assigned identity that roles.sh makes",
    },
    {
      name: "AZURE_OPENAI_ENDPOINT",
      value: openai.endpoint,
      hint: `as in https://contoso.${cloud.openai.hostSuffix}`,
    },
    {
      name: "AZURE_SEARCH_ENDPOINT",
      value: search.endpoint,
      hint: `as in https://contoso.${cloud.search.hostSuffix}`,
    },
    {
      name: "AZURE_SEARCH_GROUP_FIELD",
      value: search.groupField,
      hint: "the field with the ids of the groups that may read a document; MIGRATION.md says how to make it",
    },
    {
      name: "AZURE_SEARCH_KEY_FIELD",
      value: search.keyField,
      hint: "the key of the index, as in id; with it citations open, and it must be filterable and retrievable",
      optional: true,
    },
  ];
  const tenant = "id of the tenant whose people sign in";
  const audience = "client id of the app registration";
  const deployment = "a chat model that is deployed now; it may be any";
  if (target === "chat") {
    return [
      { name: "ENTRA_TENANT_ID", value: tenantId, hint: tenant },
      { name: "ENTRA_CLIENT_ID", value: clientId, hint: audience },
      ...shared,
      { name: "AZURE_OPENAI_DEPLOYMENT", value: openai.deployment, hint: deployment },
      { name: "AZURE_SEARCH_INDEX", value: search.index, hint: "the index of the documents" },
      {
        name: "PUBLIC_ORIGIN",
        value: undefined,
        hint: "the address that people's browsers show, as in https://chat.contoso.com",
      },
    ];
  }
  const deployments = [openai.deployment, embeddingDeployment].filter((name) => name !== undefined);
  return [
    { name: "ENTRA_TENANT_IDS", value: tenantId, hint: tenant },
    { name: "ENTRA_AUDIENCES", value: clientId, hint: audience },
    ...shared,
    {
      name: "AZURE_OPENAI_DEPLOYMENTS",
      value: openai.deployment === undefined ? undefined : deployments.join(","),
      hint: deployment,
    },
    { name: "AZURE_SEARCH_INDEXES", value: search.index, hint: "the index of the documents" },
  ];
}
