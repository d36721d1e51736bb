import type { RequestBody } from "../request-body.ts";
import type { DataSource, FieldsMapping } from "./data-source.ts";
import { OnYourDataError } from "./on-your-data-error.ts";
import type { AskSearch } from "./search-access.ts";

/** As many documents as each query brings. */
const documentsPerQuery = 50;

/** How much of the best score a document has to reach, for each step of strictness beyond the first. */
const shareByStrictness = 0.125;

/** A document that was found. */
export interface RetrievedDocument {
  readonly citation: Citation;
  readonly queries: readonly string[];
  readonly score: number;
  readonly rerankScore: number | undefined;
  /** Why it is not cited; `undefined` if it is. */
  readonly filterReason: "score" | "rerank" | undefined;
}

/** What is told of a document. */
interface Citation {
  readonly content: string;
  readonly title: string | null;
  readonly url: string | null;
  readonly filepath: string | null;
  readonly chunk_id: string;
}

/**
 * Finds the documents for some questions, the best first.
 *
 * @param options.vectorOf The vector of a question; `undefined` where the index makes it.
 * @throws OnYourDataError where the search refuses or fails.
 */
export async function retrieveDocuments(options: {
  readonly source: DataSource;
  readonly questions: readonly string[];
  readonly askSearch: AskSearch;
  readonly vectorOf: (question: string) => Promise<readonly number[] | undefined>;
}): Promise<readonly RetrievedDocument[]> {
  const { source, questions, askSearch, vectorOf } = options;
  const index = await readIndex(source, askSearch);
  const mapping = completeMapping(source.fieldsMapping, index);
  const settled = await Promise.allSettled(
    questions.map(async (question) => {
      const body = await searchBody(question, { source, mapping, vectorOf });
      const path = `/indexes('${encodeURIComponent(source.indexName)}')/docs/search.post.search`;
      const response = await askSearch(path, body);
      if (!response.ok) throw await searchFailed(response);
      const { value } = (await response.json()) as { value: readonly RequestBody[] };
      return value.map((hit) => ({ question, hit }));
    }),
  );
  const failed = settled.find(({ status }) => status === "rejected");
  const found = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const isTolerable = source.allowPartialResult && found.length > 0;
  if (failed?.status === "rejected" && !isTolerable) throw failed.reason;
  return rank(found.flat(), { source, mapping, key: index.key });
}

interface SearchIndex {
  readonly key: string;
  readonly texts: readonly string[];
  readonly vectors: readonly string[];
  readonly names: ReadonlySet<string>;
}

async function readIndex({ indexName }: DataSource, askSearch: AskSearch): Promise<SearchIndex> {
  const response = await askSearch(`/indexes('${encodeURIComponent(indexName)}')`);
  if (!response.ok) {
    throw new OnYourDataError(
      `Invalid AzureCognitiveSearch configuration detected: Call to get Azure Search index failed. Check if you are using the correct Azure Search endpoint and index name. If you are using key based authentication, check if the admin key is correct. If you are using access token authentication or managed identity of Azure OpenAI, check if the Azure Search has enabled RBAC based authentication and if the user identity or Azure OpenAI managed identity has required role assignment to access Azure Search resource [https://aka.ms/aoaioydauthentication]. If the Azure Search resource has no public network access, make sure enable trusted service of Azure Search.\n${await toldBy(response)}`,
    );
  }
  const { fields } = (await response.json()) as { fields: readonly RequestBody[] };
  const namesOf = (isMeant: (field: RequestBody) => boolean): readonly string[] =>
    fields.filter(isMeant).map((field) => String(field["name"]));
  return {
    key: namesOf((field) => field["key"] === true)[0] ?? "",
    texts: namesOf((field) => field["type"] === "Edm.String" && field["searchable"] === true),
    vectors: namesOf((field) => typeof field["dimensions"] === "number"),
    names: new Set(namesOf((field) => field["retrievable"] !== false)),
  };
}

/** What the request did not say is found by the names that the service itself gives to fields. */
function completeMapping(mapping: FieldsMapping, index: SearchIndex): FieldsMapping {
  const named = (given: string | undefined, name: string): string | undefined =>
    given ?? (index.names.has(name) ? name : undefined);
  const titleField = named(mapping.titleField, "title");
  const urlField = named(mapping.urlField, "url");
  const filepathField = named(mapping.filepathField, "filepath");
  const others = new Set([titleField, urlField, filepathField, "chunk_id", index.key]);
  const texts = index.texts.filter((name) => !others.has(name));
  const contentFields = index.names.has("content") ? ["content"] : texts;
  return {
    ...mapping,
    contentFields: mapping.contentFields.length > 0 ? mapping.contentFields : contentFields,
    titleField,
    urlField,
    filepathField,
    vectorFields: mapping.vectorFields.length > 0 ? mapping.vectorFields : index.vectors,
  };
}

async function searchBody(
  question: string,
  {
    source,
    mapping,
    vectorOf,
  }: {
    readonly source: DataSource;
    readonly mapping: FieldsMapping;
    readonly vectorOf: (question: string) => Promise<readonly number[] | undefined>;
  },
): Promise<RequestBody> {
  const { queryType, filter, semanticConfiguration } = source;
  const isSemantic = queryType === "semantic" || queryType === "vector_semantic_hybrid";
  const vector = queryType.startsWith("vector") ? await vectorOf(question) : undefined;
  const target = vector ? { kind: "vector", vector } : { kind: "text", text: question };
  const fields = mapping.vectorFields.join(",");
  return {
    ...(queryType === "vector" ? {} : { search: question }),
    ...(isSemantic ? { queryType: "semantic", semanticConfiguration } : {}),
    ...(queryType.startsWith("vector")
      ? { vectorQueries: [{ ...target, fields, k: documentsPerQuery }] }
      : {}),
    ...(filter === undefined ? {} : { filter }),
    top: documentsPerQuery,
  };
}

interface Hit {
  readonly question: string;
  readonly hit: RequestBody;
}

function rank(
  hits: readonly Hit[],
  {
    source,
    mapping,
    key,
  }: { readonly source: DataSource; readonly mapping: FieldsMapping; readonly key: string },
): readonly RetrievedDocument[] {
  const keys = [...new Set(hits.map(({ hit }) => hit[key]))];
  const found = keys.map((each) => {
    const same = hits.filter(({ hit }) => hit[key] === each);
    return {
      citation: citationOf(same[0]?.hit ?? {}, mapping),
      queries: [...new Set(same.map(({ question }) => question))],
      score: Math.max(...same.map(({ hit }) => Number(hit["@search.score"] ?? 0))),
      rerankScore: bestRerankScore(same),
    };
  });
  const best = Math.max(0, ...found.map(({ score }) => score));
  const least = best * shareByStrictness * (source.strictness - 1);
  const sorted = found.toSorted(
    (one, other) =>
      (other.rerankScore ?? other.score) - (one.rerankScore ?? one.score) ||
      other.score - one.score,
  );
  const kept = new Set(sorted.filter(({ score }) => score >= least).slice(0, source.topNDocuments));
  return sorted.map((document) => {
    const reason: RetrievedDocument["filterReason"] = document.score < least ? "score" : "rerank";
    return Object.assign(document, { filterReason: kept.has(document) ? undefined : reason });
  });
}

function bestRerankScore(hits: readonly Hit[]): number | undefined {
  const scores = hits
    .map(({ hit }) => hit["@search.rerankerScore"])
    .filter((score) => typeof score === "number");
  return scores.length > 0 ? Math.max(...scores) : undefined;
}

function citationOf(hit: RequestBody, mapping: FieldsMapping): Citation {
  const textOf = (name: string | undefined): string | null => {
    const value = name === undefined ? undefined : hit[name];
    return typeof value === "string" ? value : null;
  };
  return {
    content: mapping.contentFields.map((name) => textOf(name) ?? "").join(mapping.separator),
    title: textOf(mapping.titleField),
    url: textOf(mapping.urlField),
    filepath: textOf(mapping.filepathField),
    chunk_id: textOf("chunk_id") ?? "0",
  };
}

async function searchFailed(response: Response): Promise<OnYourDataError> {
  return new OnYourDataError(
    `An error occurred when calling Azure Cognitive Search: ${await toldBy(response)}`,
    [429, 503].includes(response.status) ? 503 : 400,
  );
}

async function toldBy(response: Response): Promise<string> {
  const text = await response.text();
  return `Azure Search Error: ${response.status}, message='Server responded with status ${response.status}. Error message: ${text}'`;
}
