import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { settingsForm } from "./settings-form.ts";
import { parseSettings } from "./settings.ts";

const environment = {
  ENTRA_TENANT_IDS: "00000000-0000-4000-8000-000000000001",
  ENTRA_AUDIENCES: "00000000-0000-4000-8000-000000000002, api://chat",
  AZURE_CLIENT_ID: "00000000-0000-4000-8000-000000000003",
  AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com",
  AZURE_OPENAI_DEPLOYMENTS: "gpt-4.1,gpt-5-mini",
  AZURE_SEARCH_ENDPOINT: "https://contoso.search.windows.net",
  AZURE_SEARCH_INDEXES: "documents",
  AZURE_SEARCH_GROUP_FIELD: "group_ids",
};

it("has each setting in the README, with its default", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|$/gm)];
  const stated = rows.map(([, name, text = ""]) => {
    const brackets = /\(([^()]+)\)$/.exec(text)?.[1] ?? "(none)";
    return `${name} ${brackets.replace(/^no .+/, "(off)")}`;
  });
  const actual = Object.entries(settingsForm.shape).map(([name, field]) => {
    const { success, data } = field.safeParse(undefined);
    const byDefault =
      data === undefined ? "(off)" : `\`${JSON.stringify(data).replaceAll(/["[\]]/g, "")}\``;
    return `${name} ${success ? byDefault : "(none)"}`;
  });
  expect(stated).toEqual(actual);
});

describe("parseSettings", () => {
  it("reads lists and fills in defaults", () => {
    expect(parseSettings(environment)).toMatchObject({
      access: {
        audiences: ["00000000-0000-4000-8000-000000000002", "api://chat"],
        scopes: ["access_as_user"],
        tokenGroups: "ignore",
      },
      openai: { deployments: ["gpt-4.1", "gpt-5-mini"] },
      jobs: undefined,
      redis: undefined,
      metrics: undefined,
      listen: { host: "localhost", port: 8080 },
    });
  });

  it("reads who does jobs, and who parts documents", () => {
    const settings = {
      AZURE_STORAGE_ENDPOINT: "https://contoso.blob.core.windows.net",
      AZURE_STORAGE_RESOURCE_ID: "/subscriptions/1",
      AZURE_STORAGE_CONTAINERS: "handbook",
      AZURE_OPENAI_EMBEDDING_DEPLOYMENTS: "small, large",
      AZURE_OPENAI_EMBEDDING_MODELS: "small=text-embedding-3-small, large=text-embedding-3-large",
      JOBS_MODE: "indexer",
      JOBS_SKILL_URI: "https://api.contoso.com/skill",
      JOBS_SKILL_RESOURCE: "api://chat",
    };
    const skill = { uri: "https://api.contoso.com/skill", authResourceId: "api://chat" };
    const { jobs } = parseSettings({ ...environment, ...settings });
    expect(jobs).toMatchObject({
      mode: "indexer",
      embeddingModels: { small: "text-embedding-3-small", large: "text-embedding-3-large" },
    });
    expect(jobs?.skill).toEqual(skill);
    const callers = ["00000000-0000-4000-8000-000000000007"];
    const offering = { ...environment, ...settings, JOBS_SKILL_CALLERS: callers.join() };
    expect(parseSettings(offering).jobs?.skill).toEqual({
      ...skill,
      offer: { callers, roles: ["Skill.Call"] },
    });
  });

  it("names every fault at once, without values", () => {
    const wrong = { ...environment, PORT: "many", AZURE_CLIENT_ID: "chat", ENTRA_TENANT_IDS: "" };
    const parse = () => parseSettings(wrong);
    expect(parse).toThrow(/PORT/);
    expect(parse).toThrow(/AZURE_CLIENT_ID/);
    expect(parse).toThrow(/ENTRA_TENANT_IDS: is missing/);
    expect(parse).not.toThrow(/many/);
  });

  it.each([
    [
      { AZURE_STORAGE_ENDPOINT: "https://contoso.blob.core.windows.net" },
      "AZURE_STORAGE_CONTAINERS: is missing",
    ],
    [{ REDIS_URL: "rediss://contoso.redis.azure.net:10000" }, "REDIS_USER: is missing"],
    [
      {
        AZURE_STORAGE_ENDPOINT: "https://contoso.blob.core.windows.net",
        AZURE_STORAGE_RESOURCE_ID: "/subscriptions/1",
        AZURE_STORAGE_CONTAINERS: "handbook",
        REDIS_URL: "redis://localhost",
        REDIS_USER: "00000000-0000-4000-8000-000000000004",
      },
      "AZURE_STORAGE_LOCK_CONTAINER: is missing",
    ],
    [{ RESOURCE_SCOPES: "api://chat/access_as_user" }, "RESOURCE_ADDRESS: is missing"],
    [{ JOBS_SKILL_URI: "https://api.contoso.com/skill" }, "JOBS_SKILL_RESOURCE: is missing"],
    [
      {
        JOBS_SKILL_URI: "https://api.contoso.com/skill",
        JOBS_SKILL_RESOURCE: "api://chat",
      },
      "JOBS_SKILL_URI: goes with JOBS_MODE indexer",
    ],
    [
      { JOBS_SKILL_CALLERS: "00000000-0000-4000-8000-000000000007" },
      "JOBS_SKILL_CALLERS: goes with JOBS_SKILL_URI",
    ],
    [{ AZURE_OPENAI_EMBEDDING_MODELS: "embeddings" }, "must be pairs of a deployment and a model"],
    [{ AZURE_OPENAI_EMBEDDING_MODELS: "embeddings=gpt" }, "must be pairs of a deployment and"],
    [{ CANARY_GROUPS: "documents" }, "CANARY_GROUPS: must be pairs"],
    [{ GRAPH_CLIENT_STATE: "swordfish" }, "GRAPH_CLIENT_STATE: Too small"],
    [{ GRAPH_NOTIFICATION_URL: "https://chat.contoso.com/group-changes" }, "GRAPH_CLIENT_STATE"],
  ])("refuses %j, for it is not whole", (settings, fault) => {
    expect(() => parseSettings({ ...environment, ...settings })).toThrow(fault);
  });

  it("takes a Redis beyond this machine over TLS only, and no password for it", () => {
    const user = { REDIS_USER: "00000000-0000-4000-8000-000000000004" };
    const parse = (url: string) => () => parseSettings({ ...environment, ...user, REDIS_URL: url });
    expect(parse("redis://10.0.0.4:6379")).toThrow(/has to begin with rediss/);
    expect(parse("rediss://:swordfish@10.0.0.4:6379")).toThrow(/REDIS_URL carries a key/);
    expect(parse("rediss://:swordfish@10.0.0.4:6379")).not.toThrow(/swordfish/);
    expect(parse("redis://127.0.0.1:6379")().redis?.url).toBe("redis://127.0.0.1:6379");
  });

  it.each([
    "AZURE_OPENAI_API_KEY",
    "REDIS_PASSWORD",
    "AZURE_SEARCH_ADMIN_KEY",
    "AZURE_CLIENT_SECRET",
    "AZURE_STORAGE_CONNECTION_STRING",
    "OPENAI_API_KEY",
  ])("[keys/setting-refused] refuses %s, and says what to use", (name) => {
    const parse = () => parseSettings({ ...environment, [name]: "swordfish" });
    expect(parse).toThrow(new RegExp(`${name} carries a key: .* managed identity`));
    expect(parse).not.toThrow(/swordfish/);
  });

  it("[start/tls-checked] refuses to reach Azure without looking whom it reaches", () => {
    const trusting = { ...environment, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect(() => parseSettings(trusting)).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED .* remove it/);
    expect(parseSettings({ ...trusting, NODE_TLS_REJECT_UNAUTHORIZED: "1" })).toBeDefined();
  });

  it("[app/emulator-tenant-loopback] stays on the machine with the tenant of a local Azure", () => {
    const local = { ...environment, ENTRA_TENANT_IDS: "e0000000-0000-4000-8000-00000000e01a" };
    expect(parseSettings(local).listen.host).toBe("localhost");
    expect(() => parseSettings({ ...local, HOST: "0.0.0.0" })).toThrow(/must stay on this machine/);
    expect(parseSettings({ ...environment, HOST: "0.0.0.0" }).listen.host).toBe("0.0.0.0");
  });
});
