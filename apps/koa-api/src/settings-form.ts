import { z } from "zod";

const list = z
  .string()
  .transform((text) => text.split(",").map((item) => item.trim()))
  .pipe(z.array(z.string().min(1)).min(1));

const guidOfIndex = list.transform((items, context) => {
  const pairs = items.map((item) => item.split("="));
  if (pairs.some(([index = "", ...groups]) => index === "" || !isGuid(groups))) {
    context.addIssue("must be pairs of an index and a group, as in documents=<object id>");
  }
  return Object.fromEntries(pairs) as Record<string, string>;
});

const embeddingModels = [
  "text-embedding-ada-002",
  "text-embedding-3-small",
  "text-embedding-3-large",
] as const;

const modelOfDeployment = list.transform((items, context) => {
  const pairs = items.map((item) => item.split("="));
  const models = z.record(z.string().min(1), z.enum(embeddingModels));
  const parsed = models.safeParse(Object.fromEntries(pairs));
  if (parsed.success && pairs.every(({ length }) => length === 2)) return parsed.data;
  context.addIssue(
    `must be pairs of a deployment and a model of ${embeddingModels.join(", ")}, as in embeddings=text-embedding-3-small`,
  );
  return z.NEVER;
});

const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().min(1);
const httpsUrl = z.url({ protocol: /^https$/ });

/** Every environment variable that is read; README.md says what each is for. */
export const settingsForm = z.object({
  AZURE_CLOUD: z.enum(["public", "usgov", "china"]).default("public"),
  OWN_HOSTS: list.optional(),
  ENTRA_TENANT_IDS: list.pipe(z.array(z.guid())),
  ENTRA_AUDIENCES: list,
  ENTRA_SCOPES: list.default(["access_as_user"]),
  ENTRA_TOKEN_GROUPS: z.enum(["complete", "ignore"]).default("ignore"),
  AZURE_CLIENT_ID: z.guid(),
  AZURE_OPENAI_ENDPOINT: httpsUrl,
  AZURE_OPENAI_DEPLOYMENTS: list,
  AZURE_SEARCH_ENDPOINT: httpsUrl,
  AZURE_SEARCH_INDEXES: list,
  AZURE_SEARCH_GROUP_FIELD: z.string().min(1),
  AZURE_SEARCH_KEY_FIELD: z.string().min(1).optional(),
  AZURE_STORAGE_ENDPOINT: httpsUrl.optional(),
  AZURE_STORAGE_RESOURCE_ID: z.string().startsWith("/subscriptions/").optional(),
  AZURE_STORAGE_CONTAINERS: list.optional(),
  AZURE_STORAGE_LOCK_CONTAINER: z.string().min(3).optional(),
  AZURE_OPENAI_EMBEDDING_DEPLOYMENTS: list.optional(),
  AZURE_OPENAI_EMBEDDING_MODELS: modelOfDeployment.optional(),
  JOBS_MODE: z.enum(["push", "indexer"]).default("push"),
  JOBS_SKILL_URI: z.url({ protocol: /^https?$/ }).optional(),
  JOBS_SKILL_RESOURCE: z.string().startsWith("api://").optional(),
  JOBS_SKILL_CALLERS: list.pipe(z.array(z.guid())).optional(),
  JOBS_SKILL_ROLE: z.string().min(1).default("Skill.Call"),
  JOBS_ROLE: z.string().min(1).default("Ingestion.Manage"),
  OPERATOR_ROLE: z.string().min(1).optional(),
  CANARY_GROUPS: guidOfIndex.optional(),
  AZURE_OPENAI_RESOURCE_ID: z.string().startsWith("/subscriptions/").optional(),
  AZURE_SEARCH_RESOURCE_ID: z.string().startsWith("/subscriptions/").optional(),
  VERIFY_RULES_OFF: list.optional(),
  LIMIT_REQUESTS_PER_MINUTE: count.optional(),
  LIMIT_TOKENS_PER_MINUTE: count.optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  REDIS_USER: z.guid().optional(),
  GRAPH_CLIENT_STATE: z.string().min(32).max(128).optional(),
  GRAPH_NOTIFICATION_URL: httpsUrl.optional(),
  RESOURCE_ADDRESS: httpsUrl.optional(),
  RESOURCE_SCOPES: list.optional(),
  METRICS_HOST: z.string().min(1).default("localhost"),
  METRICS_PORT: port.optional(),
  HOST: z.string().min(1).default("localhost"),
  PORT: port.default(8080),
});

/** The variables as they were read. */
export type SettingsForm = z.infer<typeof settingsForm>;

function isGuid([text, ...others]: readonly string[]): boolean {
  return others.length === 0 && z.guid().safeParse(text).success;
}
