import {
  isIngestionHeaderError,
  parseIngestionHeaders,
  type IngestionSource,
} from "@entrim/ingestion-headers";
import type { AzureCloud } from "@entrim/azure-clouds";
import { embeddingModelNames, isEmbeddingModel } from "../indexer/embedding-model.ts";
import { IngestionError } from "../ingestion-error.ts";
import type { JobDefinition } from "./job-definition.ts";
import {
  invalidJob,
  isObject,
  objectIn,
  requireMembers,
  textIn,
  type JsonObject,
} from "./json-members.ts";
import { readPages } from "./read-pages.ts";

/** What jobs may read from and write to. */
export interface AllowedJobs {
  readonly cloud: AzureCloud;
  readonly searchEndpoint: string;
  readonly storage: readonly {
    readonly endpoint: string;
    readonly resourceId: string;
    readonly containers: readonly string[];
  }[];
  readonly embeddingDeployments: readonly string[];
  /** Whether an indexer does the jobs. */
  readonly isIndexer: boolean;
  /** Their models, where an indexer has to know them. */
  readonly embeddingModels: Readonly<Record<string, string>>;
  /** Whether pages of a host may be read. */
  readonly isPageHost: (host: string) => boolean;
  readonly defaultMaxTokens: number;
  /** Indexes that are no job's. */
  readonly reservedNames: readonly string[];
}

/** What an index may be called. */
const jobIdPattern = /^(?!.*--)[a-z0-9][a-z0-9-]{0,126}[a-z0-9]$/;
const maxChunkTokens = 8_191;
const maxIntervalInMinutes = 366 * 24 * 60;

/** Whether AI Search takes an index of that name. */
export function isIndexName(name: string): boolean {
  return jobIdPattern.test(name);
}

/**
 * Checks the name of a job, which is that of its index too.
 *
 * @throws IngestionError
 */
export function requireJobId(text: string, reservedNames: readonly string[]): string {
  if (jobIdPattern.test(text) && !reservedNames.includes(text)) return text;
  throw invalidJob(
    "a job is named like its index: 2 to 128 small letters, digits and single dashes",
  );
}

/**
 * Reads a job in the form of 2023-10-01-preview: headers, and a few settings.
 *
 * @throws IngestionError for a job that is wrong, carries a key or is not allowed here.
 */
export function readHeaderJob(
  jobId: string,
  headers: Headers,
  body: JsonObject,
  allowed: AllowedJobs,
): JobDefinition {
  requireMembers(body, [
    "dataRefreshIntervalInMinutes",
    "completionAction",
    "chunkSize",
    "blobMetadataToIndexFieldMapping",
  ]);
  let source: IngestionSource;
  try {
    source = parseIngestionHeaders(headers, allowed.cloud);
  } catch (error) {
    if (!isIngestionHeaderError(error)) throw error;
    throw new IngestionError("INVALID_JOB", error.message, { cause: error });
  }
  const { storage, search, embeddingDeployment } = source;
  return requireAllowed(
    {
      jobId,
      form: "headers",
      storageEndpoint: storage.endpoint,
      container: storage.container,
      embedding:
        embeddingDeployment === undefined ? undefined : { deployment: embeddingDeployment },
      maxTokens: tokensOf(body["chunkSize"], "chunkSize", allowed),
      completionAction: actionOf(body["completionAction"], ["cleanUpAssets", "keepAllAssets"]),
      refreshIntervalInMinutes: intervalOf(body["dataRefreshIntervalInMinutes"], 1),
    },
    { searchEndpoint: search.endpoint, resourceId: storage.resourceId },
    allowed,
  );
}

/**
 * Reads a job in the form of 2024-05-01-preview and later: JSON.
 *
 * @throws IngestionError for a job that is wrong, carries a key or is not allowed here.
 */
export function readJsonJob(jobId: string, body: JsonObject, allowed: AllowedJobs): JobDefinition {
  requireMembers(body, [
    "kind",
    "jobId",
    "searchServiceConnection",
    "datasource",
    "completionAction",
    "dataRefreshIntervalInHours",
  ]);
  if (body["kind"] !== "SystemCompute")
    throw invalidJob("kind must be SystemCompute; this server has no other");
  if (body["jobId"] !== undefined && body["jobId"] !== jobId)
    throw invalidJob("jobId is another than in the address");
  const datasource = objectIn(body, "datasource");
  const pages = datasource["kind"] === "Urls" ? readPages(datasource) : undefined;
  if (pages === undefined && datasource["kind"] !== "Storage")
    throw invalidJob("datasource.kind must be Storage or Urls");
  requireMembers(datasource, [
    "kind",
    "connection",
    "containerName",
    "embeddings",
    "chunking",
    ...(pages === undefined ? [] : ["urls", "crawling"]),
  ]);
  const chunking = datasource["chunking"] === undefined ? {} : objectIn(datasource, "chunking");
  requireMembers(chunking, ["maxChunkSizeInTokens"]);
  const storage = connectionIn(datasource, "connection");
  const search = connectionIn(body, "searchServiceConnection");
  return requireAllowed(
    {
      jobId,
      form: "json",
      storageEndpoint: storage.endpoint,
      container: textIn(datasource, "containerName"),
      ...(pages && { pages }),
      embedding: embeddingOf(datasource["embeddings"]),
      maxTokens: tokensOf(chunking["maxChunkSizeInTokens"], "maxChunkSizeInTokens", allowed),
      completionAction: actionOf(body["completionAction"], ["cleanUpTempAssets", "keepAllAssets"]),
      refreshIntervalInMinutes: intervalOf(body["dataRefreshIntervalInHours"], 60),
    },
    { searchEndpoint: search.endpoint, resourceId: storage.resourceId },
    allowed,
  );
}

interface Named {
  readonly searchEndpoint: string;
  readonly resourceId: string | undefined;
}

/** Nothing that a request names is reached unless this server is set up for it. */
function requireAllowed(
  definition: JobDefinition,
  named: Named,
  allowed: AllowedJobs,
): JobDefinition {
  const account = allowed.storage.find(({ endpoint }) => endpoint === definition.storageEndpoint);
  const sameAccount =
    named.resourceId === undefined ||
    named.resourceId.replace(/[/;]+$/, "").toLowerCase() === account?.resourceId.toLowerCase();
  if (named.searchEndpoint !== allowed.searchEndpoint) throw notAllowed("search service");
  if (account === undefined || !sameAccount) throw notAllowed("storage account");
  if (!account.containers.includes(definition.container)) throw notAllowed("container");
  if (allowed.isIndexer && definition.pages !== undefined)
    throw invalidJob(
      "pages of the web are read in the push mode, and this server's is the indexer mode",
    );
  const { urls = [] } = definition.pages ?? {};
  if (!urls.every((url) => allowed.isPageHost(new URL(url).hostname)))
    throw notAllowed("host of a page");
  const { embedding } = definition;
  if (embedding !== undefined && !allowed.embeddingDeployments.includes(embedding.deployment)) {
    throw notAllowed("embedding deployment");
  }
  return allowed.isIndexer && embedding !== undefined
    ? { ...definition, embedding: withModel(embedding, allowed) }
    : definition;
}

/** An indexer has to be told the model of a deployment. */
function withModel(
  { deployment, model: asked }: NonNullable<JobDefinition["embedding"]>,
  { embeddingModels }: AllowedJobs,
): NonNullable<JobDefinition["embedding"]> {
  const known = embeddingModels[deployment];
  if (known !== undefined && asked !== undefined && known !== asked)
    throw invalidJob("modelName is not the model of the deployment");
  const model = known ?? asked;
  if (model !== undefined && isEmbeddingModel(model)) return { deployment, model };
  throw invalidJob(
    `the model of the deployment must be ${embeddingModelNames.join(" or ")}, as modelName or in the settings of this server`,
  );
}

function connectionIn(
  object: JsonObject,
  name: string,
): { readonly endpoint: string; readonly resourceId: string | undefined } {
  const connection = objectIn(object, name);
  if (connection["kind"] !== "EndpointWithManagedIdentity") {
    throw invalidJob(`${name}.kind must be EndpointWithManagedIdentity, for no key is used here`);
  }
  requireMembers(connection, ["kind", "endpoint", "resourceId"]);
  const endpoint = textIn(connection, "endpoint");
  const resourceId = connection["resourceId"];
  if (resourceId !== undefined && typeof resourceId !== "string")
    throw invalidJob(`${name}.resourceId is no text`);
  return { endpoint: endpoint.replace(/\/$/, ""), resourceId };
}

function embeddingOf(value: unknown): JobDefinition["embedding"] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  const [first, ...others] = Array.isArray(value) ? (value as unknown[]) : [];
  if (!isObject(first) || others.length > 0) throw invalidJob("embeddings must be a list of one");
  requireMembers(first, ["connection", "deploymentName", "modelName"]);
  if (objectIn(first, "connection")["kind"] !== "RelativeConnection") {
    throw invalidJob(
      "embeddings.connection.kind must be RelativeConnection, a deployment of this server",
    );
  }
  const model = first["modelName"];
  return {
    deployment: textIn(first, "deploymentName"),
    ...(typeof model === "string" && { model }),
  };
}

function tokensOf(value: unknown, name: string, { defaultMaxTokens }: AllowedJobs): number {
  if (value === undefined || value === null) return defaultMaxTokens;
  if (Number.isSafeInteger(value) && Number(value) >= 64 && Number(value) <= maxChunkTokens)
    return Number(value);
  throw invalidJob(`${name} must be a whole number from 64 to ${maxChunkTokens}`);
}

function intervalOf(value: unknown, minutes: number): number {
  if (value === undefined || value === null) return 0;
  // the table of the documentation has it as a text
  const number = typeof value === "string" && /^\d{1,7}$/.test(value) ? Number(value) : value;
  const interval = Number.isSafeInteger(number) ? Number(number) * minutes : -1;
  if (interval >= 0 && interval <= maxIntervalInMinutes) return interval;
  throw invalidJob("the refresh interval must be a whole number, at most a year");
}

function actionOf(value: unknown, actions: readonly [string, string]): string {
  if (value === undefined || value === null) return actions[0];
  const action = actions.find((each) => each === value);
  if (action === undefined) throw invalidJob(`completionAction must be ${actions.join(" or ")}`);
  return action;
}

function notAllowed(what: string): IngestionError {
  return new IngestionError("NOT_ALLOWED", `The ${what} is none that this server is set up for.`);
}
