import { z } from "zod";
import type { RequestBody } from "../request-body.ts";
import type { DataSource } from "./data-source.ts";
import { requireOneSource } from "./require-one-source.ts";

const text = z.string();
const optional = text.nullish();
const texts = z.array(text).nullish();
const count = z.int().min(1).nullish();

const keyAuthentication = z.strictObject({ type: z.literal("APIKey"), key: text });

const searchParameters = z.strictObject({
  endpoint: text,
  indexName: text,
  key: optional,
  authentication: z
    .discriminatedUnion("type", [
      keyAuthentication,
      z.strictObject({ type: z.literal("SystemAssignedManagedIdentity") }),
      z.strictObject({
        type: z.literal("UserAssignedManagedIdentity"),
        managedIdentityResourceId: text,
      }),
    ])
    .nullish(),
  queryType: z
    .enum(["simple", "semantic", "vector", "vectorSimpleHybrid", "vectorSemanticHybrid"])
    .nullish(),
  semanticConfiguration: optional,
  filter: optional,
  fieldsMapping: z
    .strictObject({
      contentFields: texts,
      contentFieldsSeparator: optional,
      titleField: optional,
      urlField: optional,
      filepathField: optional,
      vectorFields: texts,
    })
    .nullish(),
  embeddingEndpoint: optional,
  embeddingKey: optional,
  embeddingDeploymentName: optional,
  embeddingDependency: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("DeploymentName"), deploymentName: text }),
      z.strictObject({
        type: z.literal("Endpoint"),
        endpoint: text,
        authentication: keyAuthentication,
      }),
    ])
    .nullish(),
  inScope: z.boolean().nullish(),
  strictness: z.int().min(1).max(5).nullish(),
  topNDocuments: count,
  roleInformation: optional,
});

/** With all members that any version has. */
const dataSources = z
  .array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("AzureCognitiveSearch"), parameters: searchParameters }),
    ]),
  )
  .min(1)
  .max(1);

const queryTypes = {
  simple: "simple",
  semantic: "semantic",
  vector: "vector",
  vectorSimpleHybrid: "vector_simple_hybrid",
  vectorSemanticHybrid: "vector_semantic_hybrid",
} as const;

/** What came with 2023-12-01-preview, and what that took the place of. */
const newerMembers = ["authentication", "embeddingDependency"];
const olderMembers = ["key", "embeddingEndpoint", "embeddingKey", "embeddingDeploymentName"];

/**
 * Reads the one data source of a chat with extensions.
 *
 * @throws OnYourDataError that says all that is wrong.
 */
export function parseExtensionDataSource(body: RequestBody, apiVersion: string): DataSource {
  const { parameters: given } = requireOneSource(body, {
    name: "dataSources",
    schema: dataSources,
    missing: apiVersion < "2023-12-01" ? newerMembers : olderMembers,
  });
  const mapping = given.fieldsMapping ?? {};
  return {
    endpoint: given.endpoint,
    indexName: given.indexName,
    authentication: authenticationOf(given),
    queryType: queryTypes[given.queryType ?? "simple"],
    semanticConfiguration: given.semanticConfiguration || undefined,
    filter: given.filter || undefined,
    fieldsMapping: {
      contentFields: mapping.contentFields ?? [],
      separator: mapping.contentFieldsSeparator ?? "\n",
      titleField: mapping.titleField || undefined,
      urlField: mapping.urlField || undefined,
      filepathField: mapping.filepathField || undefined,
      vectorFields: mapping.vectorFields ?? [],
    },
    embedding: embeddingOf(given),
    inScope: given.inScope ?? true,
    strictness: given.strictness ?? 3,
    topNDocuments: given.topNDocuments ?? 5,
    roleInformation: given.roleInformation || undefined,
    maxSearchQueries: undefined,
    allowPartialResult: false,
    includeContexts: ["citations", "intent"],
  };
}

type Parameters = z.infer<typeof searchParameters>;

function authenticationOf({ key, authentication }: Parameters): DataSource["authentication"] {
  if (key) return { type: "api_key", key };
  if (authentication?.type === "APIKey") return { type: "api_key", key: authentication.key };
  return authentication?.type === "UserAssignedManagedIdentity"
    ? {
        type: "user_assigned_managed_identity",
        resourceId: authentication.managedIdentityResourceId,
      }
    : { type: "system_assigned_managed_identity" };
}

function embeddingOf(parameters: Parameters): DataSource["embedding"] {
  const { embeddingDependency, embeddingDeploymentName, embeddingEndpoint, embeddingKey } =
    parameters;
  const dimensions = undefined;
  const deployment =
    embeddingDependency?.type === "DeploymentName"
      ? embeddingDependency.deploymentName
      : embeddingDeploymentName;
  if (deployment) return { type: "deployment_name", deployment, dimensions };
  if (embeddingDependency?.type === "Endpoint") {
    const headers = { "api-key": embeddingDependency.authentication.key };
    const endpoint = `${embeddingDependency.endpoint}?api-version=2024-02-01`;
    return { type: "endpoint", endpoint, headers, dimensions };
  }
  if (!embeddingEndpoint) return undefined;
  const headers: Record<string, string> = embeddingKey ? { "api-key": embeddingKey } : {};
  return { type: "endpoint", endpoint: embeddingEndpoint, headers, dimensions };
}
