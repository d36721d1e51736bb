/** What parts the documents that an indexer reads. */
export type Chunking =
  | {
      /** The skill of a server of one's own, which keeps headings and tables. */
      readonly by: "skill";
      readonly uri: string;
      readonly authResourceId: string;
    }
  /** AI Search itself. */
  | { readonly by: "tokens" | "characters" };

/** A skill, and where what it makes is found. */
export interface ChunkSkill {
  readonly definition: object;
  /** Each chunk. */
  readonly path: string;
  readonly content: string;
  readonly title: string;
}

/** How large chunks are. */
export interface ChunkSize {
  readonly maxTokens: number;
  readonly overlap: number;
}

/** Where AI Search counts no tokens. */
const charactersPerToken = 4;
/** So long a page is not too long for a model in scripts where a character is a token. */
const pageLength = { min: 300, max: 8_000 };
/** The models that make vectors take no more. */
const maxPageTokens = 8_191;

/**
 * The skill that makes a document chunks.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-textsplit
 * @see https://learn.microsoft.com/azure/search/cognitive-search-custom-skill-web-api
 */
export function buildChunkSkill(chunking: Chunking, size: ChunkSize): ChunkSkill {
  if (chunking.by === "skill") return ownSkill(chunking, size);
  return {
    definition: {
      "@odata.type": "#Microsoft.Skills.Text.SplitSkill",
      name: "pages",
      context: "/document",
      textSplitMode: "pages",
      ...(chunking.by === "tokens" ? inTokens(size) : inCharacters(size)),
      inputs: [{ name: "text", source: "/document/content" }],
      outputs: [{ name: "textItems", targetName: "pages" }],
    },
    path: "/document/pages/*",
    content: "/document/pages/*",
    title: "/document/metadata_storage_name",
  };
}

function inTokens({ maxTokens, overlap }: ChunkSize): object {
  const length = Math.min(maxTokens, maxPageTokens);
  return {
    unit: "azureOpenAITokens",
    azureOpenAITokenizerParameters: { encoderModelName: "cl100k_base" },
    maximumPageLength: length,
    pageOverlapLength: Math.min(overlap, Math.floor(length / 2)),
  };
}

function inCharacters({ maxTokens, overlap }: ChunkSize): object {
  const { min, max } = pageLength;
  const length = Math.min(Math.max(maxTokens * charactersPerToken, min), max);
  return {
    maximumPageLength: length,
    pageOverlapLength: Math.min(overlap * charactersPerToken, Math.floor(length / 2)),
  };
}

function ownSkill(
  { uri, authResourceId }: Extract<Chunking, { by: "skill" }>,
  { maxTokens, overlap }: ChunkSize,
): ChunkSkill {
  return {
    definition: {
      "@odata.type": "#Microsoft.Skills.Custom.WebApiSkill",
      name: "chunks",
      context: "/document",
      uri,
      httpMethod: "POST",
      // the longest that there is: a large document takes its time
      timeout: "PT230S",
      batchSize: 1,
      authResourceId,
      inputs: [
        { name: "name", source: "/document/metadata_storage_name" },
        { name: "file_data", source: "/document/file_data" },
        { name: "max_tokens", source: `=${maxTokens}` },
        { name: "overlap", source: `=${Math.min(overlap, Math.floor(maxTokens / 2))}` },
      ],
      outputs: [{ name: "chunks", targetName: "chunks" }],
    },
    path: "/document/chunks/*",
    content: "/document/chunks/*/content",
    title: "/document/chunks/*/title",
  };
}
