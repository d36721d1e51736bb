import { z } from "zod";
import { notEmulated } from "../openai-error.ts";
import type { RequestBody } from "../request-body.ts";
import type { DataSource } from "./data-source.ts";
import { requireOneSource } from "./require-one-source.ts";

const text = z.string();
const optional = text.nullish();
const texts = z.array(text).nullish();
const count = z.int().min(1).nullish();

const keyAuthentication = z.strictObject({ type: z.literal("api_key"), key: text });
const accessToken = z.strictObject({ type: z.literal("access_token"), access_token: text });

const searchParameters = z.strictObject({
  endpoint: text,
  index_name: text,
  authentication: z
    .discriminatedUnion("type", [
      keyAuthentication,
      accessToken,
      z.strictObject({ type: z.literal("system_assigned_managed_identity") }),
      z.strictObject({
        type: z.literal("user_assigned_managed_identity"),
        managed_identity_resource_id: text,
      }),
    ])
    .nullish(),
  query_type: z
    .enum(["simple", "semantic", "vector", "vector_simple_hybrid", "vector_semantic_hybrid"])
    .nullish(),
  semantic_configuration: optional,
  filter: optional,
  fields_mapping: z
    .strictObject({
      content_fields: texts,
      content_fields_separator: optional,
      title_field: optional,
      url_field: optional,
      filepath_field: optional,
      vector_fields: texts,
      image_vector_fields: texts,
    })
    .nullish(),
  embedding_dependency: z
    .discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("deployment_name"),
        deployment_name: text,
        dimensions: count,
      }),
      z.strictObject({
        type: z.literal("endpoint"),
        endpoint: text,
        authentication: z.discriminatedUnion("type", [keyAuthentication, accessToken]),
        dimensions: count,
      }),
      z.strictObject({ type: z.literal("integrated") }),
    ])
    .nullish(),
  in_scope: z.boolean().nullish(),
  strictness: z.int().min(1).max(5).nullish(),
  top_n_documents: count,
  role_information: optional,
  max_search_queries: count,
  allow_partial_result: z.boolean().nullish(),
  include_contexts: z.array(z.enum(["citations", "intent", "all_retrieved_documents"])).nullish(),
});

/** With all members that any version has. */
const dataSources = z
  .array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("azure_search"), parameters: searchParameters }),
    ]),
  )
  .min(1)
  .max(1);

/** What only previews from 2024-05-01 on have. */
const previewMembers = ["max_search_queries", "allow_partial_result", "include_contexts"];

/**
 * Reads the one data source of a chat.
 *
 * @throws OnYourDataError that says all that is wrong.
 */
export function parseDataSource(body: RequestBody, apiVersion: string): DataSource {
  const hasPreviewMembers = apiVersion.endsWith("-preview") && apiVersion >= "2024-05-01";
  const { parameters: given } = requireOneSource(body, {
    name: "data_sources",
    schema: dataSources,
    missing: [
      ...(hasPreviewMembers ? [] : previewMembers),
      // in the specification to the end, and refused by the service
      ...(apiVersion < "2024-10-21" ? [] : ["role_information"]),
    ],
  });
  const mapping = given.fields_mapping ?? {};
  if (mapping.image_vector_fields?.length) throw notEmulated("image_vector_fields");
  return {
    endpoint: given.endpoint,
    indexName: given.index_name,
    authentication: authenticationOf(given.authentication),
    queryType: given.query_type ?? "simple",
    semanticConfiguration: given.semantic_configuration || undefined,
    filter: given.filter || undefined,
    fieldsMapping: {
      contentFields: mapping.content_fields ?? [],
      separator: mapping.content_fields_separator ?? "\n",
      titleField: mapping.title_field || undefined,
      urlField: mapping.url_field || undefined,
      filepathField: mapping.filepath_field || undefined,
      vectorFields: mapping.vector_fields ?? [],
    },
    embedding: embeddingOf(given.embedding_dependency),
    inScope: given.in_scope ?? true,
    strictness: given.strictness ?? 3,
    topNDocuments: given.top_n_documents ?? 5,
    roleInformation: given.role_information || undefined,
    maxSearchQueries: given.max_search_queries ?? undefined,
    allowPartialResult: given.allow_partial_result ?? false,
    includeContexts: given.include_contexts ?? ["citations", "intent"],
  };
}

type Parameters = z.infer<typeof searchParameters>;

function authenticationOf(value: Parameters["authentication"]): DataSource["authentication"] {
  if (!value) return { type: "system_assigned_managed_identity" };
  if (value.type === "access_token") return { type: value.type, token: value.access_token };
  if (value.type === "user_assigned_managed_identity") {
    return { type: value.type, resourceId: value.managed_identity_resource_id };
  }
  return value;
}

function embeddingOf(value: Parameters["embedding_dependency"]): DataSource["embedding"] {
  if (!value) return undefined;
  if (value.type === "integrated") return value;
  const dimensions = value.dimensions ?? undefined;
  if (value.type === "deployment_name") {
    return { type: value.type, deployment: value.deployment_name, dimensions };
  }
  const { endpoint, authentication } = value;
  const headers: Record<string, string> =
    authentication.type === "api_key"
      ? { "api-key": authentication.key }
      : { authorization: `Bearer ${authentication.access_token}` };
  return { type: "endpoint", endpoint: `${endpoint}?api-version=2024-02-01`, headers, dimensions };
}
