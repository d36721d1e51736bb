import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { formatEnvironment } from "./format-environment.ts";
import { formatGuide } from "./format-guide.ts";
import { formatRoles } from "./format-roles.ts";
import { planMigration, type MigrationTarget } from "./plan-migration.ts";
import { readPreviousApp } from "./previous-app.ts";
import { readSettings } from "./read-settings.ts";

const tenant = "8c0f6a52-0000-4000-8000-00000000000a";
const client = "8c0f6a52-0000-4000-8000-00000000000b";

/** As the sample app of On Your Data was deployed. */
const sample = {
  DATASOURCE_TYPE: "AzureCognitiveSearch",
  AZURE_OPENAI_RESOURCE: "contoso-openai",
  AZURE_OPENAI_MODEL: "gpt-4o",
  AZURE_OPENAI_MODEL_NAME: "gpt-4o",
  AZURE_OPENAI_KEY: "0123456789abcdef",
  AZURE_OPENAI_EMBEDDING_NAME: "embedding",
  AZURE_SEARCH_SERVICE: "contoso-search",
  AZURE_SEARCH_INDEX: "documents",
  AZURE_SEARCH_KEY: "fedcba9876543210",
  AZURE_SEARCH_PERMITTED_GROUPS_COLUMN: "group_ids",
  AZURE_SEARCH_QUERY_TYPE: "vectorSimpleHybrid",
  AZURE_SEARCH_TOP_K: "7",
  AZURE_SEARCH_ENABLE_IN_DOMAIN: "true",
  AZURE_SEARCH_CONTENT_COLUMNS: "content|summary",
  AZURE_SEARCH_URL_COLUMN: "url",
  AUTH_ISSUER_URI: `https://login.microsoftonline.com/${tenant}/v2.0`,
  AUTH_CLIENT_ID: client,
  AUTH_CLIENT_SECRET: "a secret",
  AZURE_COSMOSDB_ACCOUNT: "history",
  UI_TITLE: "Contoso",
  WEBSITE_NODE_DEFAULT_VERSION: "~20",
};

const dotenv = (settings: object) =>
  Object.entries(settings)
    .map(([name, value]) => `${name}="${value}"`)
    .join("\n");

const appOf = (text: string) => readPreviousApp(readSettings(text));
const migrate = (text: string, target: MigrationTarget = "chat") =>
  planMigration(appOf(text), target);
const environmentOf = (text: string, target?: MigrationTarget) =>
  parseEnv(formatEnvironment(migrate(text, target).settings));

describe("the settings", () => {
  it.each([
    ["a .env file", dotenv(sample)],
    [
      "what the command line of Azure prints",
      JSON.stringify(
        Object.entries(sample).map(([name, value]) => ({ name, slotSetting: false, value })),
      ),
    ],
    ["a JSON object", JSON.stringify(sample)],
    [
      "what Resource Manager answers",
      JSON.stringify({ id: "/…", properties: sample }).replace('"id":"/…",', ""),
    ],
  ])("are read from %s", (_, text) => {
    expect(readSettings(text)).toEqual(sample);
  });

  it.each(["", "# nothing\n", "[]", "{", '{"a":{"b":1}}', "[1]", '[{"value":"x"}]'])(
    "are refused as %j, without repeating it",
    (text) => {
      expect(() => readSettings(text)).toThrow(
        expect.objectContaining({ code: "UNREADABLE", message: expect.stringMatching(/\.env/) }),
      );
    },
  );

  it("become those of the chat", () => {
    expect(environmentOf(dotenv(sample))).toEqual({
      AZURE_CLOUD: "public",
      AZURE_CLIENT_ID: "",
      AZURE_OPENAI_DEPLOYMENT: "gpt-4o",
      AZURE_OPENAI_ENDPOINT: "https://contoso-openai.openai.azure.com",
      AZURE_SEARCH_ENDPOINT: "https://contoso-search.search.windows.net",
      AZURE_SEARCH_GROUP_FIELD: "group_ids",
      AZURE_SEARCH_INDEX: "documents",
      ENTRA_CLIENT_ID: client,
      ENTRA_TENANT_ID: tenant,
      PUBLIC_ORIGIN: "",
    });
  });

  it("become those of the API, with the deployment that makes vectors", () => {
    expect(environmentOf(dotenv(sample), "api")).toMatchObject({
      AZURE_OPENAI_DEPLOYMENTS: "gpt-4o,embedding",
      AZURE_SEARCH_INDEXES: "documents",
      ENTRA_AUDIENCES: client,
      ENTRA_TENANT_IDS: tenant,
    });
  });

  it("name the key of the index where the previous app knew it, and leave it to be named otherwise", () => {
    const known = { ...sample, AZURE_SEARCH_FIELDS_ID: "chunk_id" };
    for (const target of ["chat", "api"] as const) {
      expect(environmentOf(dotenv(known), target)["AZURE_SEARCH_KEY_FIELD"]).toBe("chunk_id");
    }
    expect(formatGuide(migrate(dotenv(known)))).toContain("It was `chunk_id`.");
    expect(appOf(dotenv(known)).unknown).not.toContain("AZURE_SEARCH_FIELDS_ID");
    const text = formatEnvironment(migrate(dotenv(sample)).settings);
    expect(text).toMatch(/^# the key of the index, .*\n# AZURE_SEARCH_KEY_FIELD=$/m);
    const guide = formatGuide(migrate(dotenv(sample)));
    expect(guide).toMatch(/did not say which field it is/);
    expect(guide).not.toMatch(/fill in [^.]*AZURE_SEARCH_KEY_FIELD/);
  });

  it("that nobody knows stay to be filled in", () => {
    const environment = environmentOf("AZURE_SEARCH_SERVICE=contoso-search");
    expect(environment["AZURE_SEARCH_ENDPOINT"]).toBe("https://contoso-search.search.windows.net");
    expect(environment["ENTRA_TENANT_ID"]).toBe("");
    expect(environment["AZURE_SEARCH_GROUP_FIELD"]).toBe("");
  });

  it.each([
    ["usgov", "https://contoso.openai.azure.us/", "search.azure.us"],
    ["china", "https://contoso.openai.azure.cn/", "search.azure.cn"],
  ])("of the cloud %s stay there", (cloud, endpoint, suffix) => {
    const text = dotenv({ AZURE_OPENAI_ENDPOINT: endpoint, AZURE_SEARCH_SERVICE: "contoso" });
    const environment = environmentOf(text);
    expect(environment["AZURE_CLOUD"]).toBe(cloud);
    expect(environment["AZURE_SEARCH_ENDPOINT"]).toBe(`https://contoso.${suffix}`);
  });

  it("of another source end it", () => {
    const text = dotenv({ ...sample, DATASOURCE_TYPE: "Elasticsearch" });
    expect(() => appOf(text)).toThrow(expect.objectContaining({ code: "OTHER_SOURCE" }));
  });

  it.each([
    ["AZURE_SEARCH_SERVICE", 'x"; rm -rf ~; echo "'],
    ["AZURE_OPENAI_RESOURCE", "$(id)"],
    ["AZURE_OPENAI_MODEL", "a b"],
    ["AZURE_SEARCH_FIELDS_ID", "id\nAZURE_CLIENT_ID=evil"],
    ["AZURE_OPENAI_ENDPOINT", "http://contoso.openai.azure.com"],
    ["AZURE_SEARCH_ENDPOINT", "https://u:p@contoso.search.windows.net"],
  ])("never bring a command into a script: %s as %j", (name, value) => {
    expect(() => readPreviousApp({ ...sample, [name]: value })).toThrow(
      expect.objectContaining({
        code: "UNUSABLE_VALUE",
        message: expect.not.stringContaining(value),
      }),
    );
  });
});

describe("a request", () => {
  it.each([
    [
      "of the newer form",
      {
        data_sources: [
          {
            type: "azure_search",
            parameters: {
              endpoint: "https://contoso-search.search.windows.net",
              index_name: "documents",
              authentication: { type: "api_key", key: "fedcba9876543210" },
              filter: "group_ids/any(g:search.in(g, 'a, b'))",
              query_type: "semantic",
              semantic_configuration: "default",
              fields_mapping: { content_fields: ["content"] },
            },
          },
        ],
      },
    ],
    [
      "of the older form",
      {
        dataSources: [
          {
            type: "AzureCognitiveSearch",
            parameters: {
              endpoint: "https://contoso-search.search.windows.net",
              indexName: "documents",
              key: "fedcba9876543210",
              filter: "group_ids/any(g:search.in(g, 'a, b'))",
              queryType: "semantic",
              semanticConfiguration: "default",
              fieldsMapping: { contentFields: ["content"] },
            },
          },
        ],
      },
    ],
  ])("%s says the same as settings", (_, body) => {
    const { app, dataSource } = migrate(JSON.stringify(body));
    expect(app.search).toEqual({
      endpoint: "https://contoso-search.search.windows.net",
      index: "documents",
      groupField: "group_ids",
    });
    expect(app.keys).toEqual(["AZURE_SEARCH_KEY"]);
    expect(dataSource).toEqual({
      type: "azure_search",
      parameters: {
        endpoint: "https://contoso-search.search.windows.net",
        index_name: "documents",
        authentication: { type: "system_assigned_managed_identity" },
        query_type: "semantic",
        semantic_configuration: "default",
        fields_mapping: { content_fields: ["content"] },
      },
    });
  });

  it("to another source ends it", () => {
    const body = { data_sources: [{ type: "pinecone", parameters: {} }] };
    expect(() => readSettings(JSON.stringify(body))).toThrow(
      expect.objectContaining({ code: "OTHER_SOURCE" }),
    );
  });
});

describe("the guide", () => {
  const guide = formatGuide(migrate(dotenv(sample)));

  it("shows what a request may go on naming", () => {
    const { parameters } = migrate(dotenv(sample)).dataSource;
    expect(parameters).toMatchObject({
      query_type: "vector_simple_hybrid",
      top_n_documents: 7,
      in_scope: true,
      embedding_dependency: { type: "deployment_name", deployment_name: "embedding" },
      fields_mapping: { content_fields: ["content", "summary"], url_field: "url" },
    });
    expect(guide).toContain('"query_type": "vector_simple_hybrid"');
  });

  it("names keys, and nothing that was in them", () => {
    for (const name of ["AZURE_OPENAI_KEY", "AZURE_SEARCH_KEY", "AUTH_CLIENT_SECRET"]) {
      expect(guide).toContain(`\`${name}\``);
    }
    const everything = [
      guide,
      formatRoles(appOf(dotenv(sample))),
      dotenv(environmentOf(dotenv(sample))),
    ];
    expect(everything.join("\n")).not.toMatch(/0123456789abcdef|fedcba9876543210|a secret/);
  });

  it("names what nothing takes the place of, and what is not ours", () => {
    expect(guide).toMatch(/`AZURE_COSMOSDB_ACCOUNT`: no history/);
    expect(guide).toMatch(/left alone\n\n`WEBSITE_NODE_DEFAULT_VERSION`/);
  });

  it("says that the previous app trimmed nothing where it had no field for it", () => {
    const { AZURE_SEARCH_PERMITTED_GROUPS_COLUMN: _, ...open } = sample;
    expect(formatGuide(migrate(dotenv(open)))).toContain("trimmed nothing");
    expect(guide).not.toContain("trimmed nothing");
  });
});

describe("the roles", () => {
  const script = formatRoles(appOf(dotenv(sample)));

  it("are the least, and none of those that only the retired service needed", () => {
    expect(script.match(/^assign "[^"]+"/gm)).toEqual([
      'assign "Search Index Data Reader"',
      'assign "Cognitive Services OpenAI User"',
    ]);
  });

  it.each([dotenv(sample), "AZURE_OPENAI_MODEL=gpt-4o"])("are a script that bash reads", (text) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: formatRoles(appOf(text)) });
    expect(String(stderr)).toBe("");
    expect(status).toBe(0);
  });
});

const run = (args: readonly string[], input = "") =>
  spawnSync(
    process.execPath,
    ["--conditions=@entrim/source", join(import.meta.dirname, "bin.ts"), ...args],
    { input, encoding: "utf8" },
  );

describe("the command", { timeout: 60_000 }, () => {
  it("prints the guide for what it is piped", () => {
    const { status, stdout } = run([], dotenv(sample));
    expect(status).toBe(0);
    expect(stdout).toBe(formatGuide(migrate(dotenv(sample))));
  });

  it("writes files, and over none that is there unless told to", () => {
    const folder = mkdtempSync(join(tmpdir(), "migrate-"));
    const file = join(folder, ".env");
    writeFileSync(file, dotenv(sample));
    const args = [file, "--to", "api", "--output", join(folder, "new")];
    const { status, stdout } = run(args);
    expect(status).toBe(0);
    expect(stdout.match(/entrim\.env|roles\.sh|MIGRATION\.md/g)).toHaveLength(3);
    expect(run(args)).toMatchObject({ status: 2, stderr: expect.stringContaining("EEXIST") });
    expect(run([...args, "--force"]).status).toBe(0);
  });

  it("ends with 2 for what it cannot read, and says what it takes", () => {
    const { status, stderr } = run([], "");
    expect(status).toBe(2);
    expect(stderr).toContain("appsettings list");
  });
});
