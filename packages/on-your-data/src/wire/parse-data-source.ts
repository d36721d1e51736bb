import { ObjectReader, toSnakeCase, type ReaderContext } from "./object-reader.ts";
import {
  contextParts,
  queryTypes,
  type ContextPart,
  type EmbeddingDependency,
  type FieldsMapping,
  type RequestedSource,
} from "./requested-source.ts";

/** What happens to a key that a client of old still sends. */
export type LegacyKeys = "refuse" | "discard";

const keyRefused =
  "Keys are not accepted: the server signs in with its own identity. Send {'type': 'system_assigned_managed_identity'}";
const embeddingEndpointRefused =
  "Embedding endpoints are not accepted: use an embedding_dependency of type deployment_name that the server has";

/**
 * Reads a data source of a request.
 *
 * @param at Where it stands, as in `#/data_sources/0`.
 */
export function parseDataSource(
  value: unknown,
  at: string,
  context: ReaderContext,
  legacyKeys: LegacyKeys,
): RequestedSource {
  const source = new ObjectReader(value, at, context);
  const type = source.requiredText("type");
  if (type !== "" && type !== "azure_search" && type !== "AzureCognitiveSearch") {
    source.report("type", "Only Azure AI Search ('azure_search') is supported as a data source");
  }
  // the kind of source is a step of every path, as the service's validator writes it
  const path = `${source.path}/${type || "azure_search"}/parameters`;
  const parameters = new ObjectReader(source.any("parameters") ?? {}, path, context);
  source.close();
  const isVector = parameters.text("query_type")?.startsWith("vector") === true;
  const parsed: RequestedSource = {
    path,
    endpoint: parameters.requiredText("endpoint"),
    indexName: parameters.requiredText("index_name"),
    managedIdentityResourceId: parseAuthentication(parameters, legacyKeys),
    queryType: parameters.oneOf("query_type", queryTypes) ?? "simple",
    semanticConfiguration: parameters.text("semantic_configuration") || undefined,
    filter: parameters.text("filter") || undefined,
    fieldsMapping: parseFieldsMapping(parameters.object("fields_mapping")),
    embeddingDependency: parseEmbedding(parameters, isVector, legacyKeys),
    inScope: parameters.boolean("in_scope") ?? true,
    strictness: parameters.integer("strictness", { min: 1, max: 5 }) ?? 3,
    topNDocuments: parameters.integer("top_n_documents", { min: 1, max: 50 }) ?? 5,
    roleInformation: parameters.text("role_information") || undefined,
    maxSearchQueries: parameters.integer("max_search_queries", { min: 1, max: 20 }),
    allowPartialResult: parameters.boolean("allow_partial_result") ?? false,
    includeContexts: parseIncludeContexts(parameters),
  };
  if (/semantic/i.test(parsed.queryType) && parsed.semanticConfiguration === undefined) {
    parameters.report("semantic_configuration", "Field required");
  }
  parameters.close();
  return parsed;
}

function parseAuthentication(parameters: ObjectReader, legacyKeys: LegacyKeys): string | undefined {
  if (parameters.has("key") && legacyKeys === "refuse") parameters.report("key", keyRefused);
  parameters.ignore("key");
  const authentication = parameters.object("authentication");
  if (authentication === undefined) return undefined;
  const type = toSnakeCase(authentication.requiredText("type"));
  switch (type) {
    case "":
    case "system_assigned_managed_identity":
      authentication.close();
      return undefined;
    case "user_assigned_managed_identity": {
      const id = authentication.requiredText("managed_identity_resource_id");
      authentication.close();
      return id;
    }
    default:
      // whatever a key is called, nothing below is read
      if (type === "api_key" && legacyKeys === "discard") return undefined;
      return authentication.report("type", keyRefused);
  }
}

function parseFieldsMapping(mapping: ObjectReader | undefined): FieldsMapping | undefined {
  if (mapping === undefined) return undefined;
  const parsed: FieldsMapping = {
    contentFields: present(mapping.texts("content_fields")),
    contentFieldsSeparator: mapping.text("content_fields_separator"),
    titleField: mapping.text("title_field") || undefined,
    urlField: mapping.text("url_field") || undefined,
    filepathField: mapping.text("filepath_field") || undefined,
    vectorFields: present(mapping.texts("vector_fields")),
  };
  // images are not searched; a mapping that names none is usual
  mapping.texts("image_vector_fields");
  mapping.close();
  return parsed;
}

function parseEmbedding(
  parameters: ObjectReader,
  isVector: boolean,
  legacyKeys: LegacyKeys,
): EmbeddingDependency | undefined {
  const flatName = parameters.text("embedding_deployment_name") || undefined;
  if (parameters.has("embedding_key") && legacyKeys === "refuse") {
    parameters.report("embedding_key", keyRefused);
  }
  if (parameters.text("embedding_endpoint")) {
    parameters.report("embedding_endpoint", embeddingEndpointRefused);
  }
  parameters.ignore("embedding_key");
  const dependency = parameters.object("embedding_dependency");
  if (dependency === undefined) {
    if (flatName !== undefined) return { type: "deployment_name", deploymentName: flatName };
    if (isVector) parameters.report("embedding_dependency", "Field required");
    return undefined;
  }
  const type = toSnakeCase(dependency.requiredText("type"));
  if (type === "integrated") {
    dependency.close();
    return { type };
  }
  if (type !== "deployment_name") return dependency.report("type", embeddingEndpointRefused);
  const deploymentName = dependency.requiredText("deployment_name");
  const dimensions = dependency.integer("dimensions", { min: 1, max: 4096 });
  dependency.close();
  return { type, deploymentName, dimensions };
}

function parseIncludeContexts(parameters: ObjectReader): readonly ContextPart[] {
  const names = parameters.texts("include_contexts");
  if (names === undefined) return ["citations", "intent"];
  const parts = contextParts.filter((part) => names.includes(part));
  if (parts.length < new Set(names).size) {
    parameters.report(
      "include_contexts",
      `Input should be ${contextParts.map((part) => `'${part}'`).join(", ")}`,
    );
  }
  return parts;
}

function present(names: readonly string[] | undefined): readonly string[] | undefined {
  return names?.length ? names : undefined;
}
