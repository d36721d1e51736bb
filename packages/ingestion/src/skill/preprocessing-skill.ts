/* oxlint-disable no-await-in-loop -- one document at a time */
import { createAzureService } from "../azure/azure-service.ts";
import { createEmbedder, type Embed } from "../azure/embedder.ts";
import { requiredRoles } from "../azure/required-roles.ts";
import type { TokenCredential } from "@azure/core-auth";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { chunkDocument, type ChunkOptions } from "../chunk/chunk-document.ts";
import { createDocumentChunker, type DocumentChunkerOptions } from "../chunk/document-chunker.ts";
import { isDocumentError, isIngestionError } from "../ingestion-error.ts";
import { requireKeyless } from "../service/require-keyless.ts";
import { readSkillRequest, type SkillRecord } from "./skill-request.ts";

/** Reads and verifies the token of a caller; an `AccessTokenVerifier` of `@entrim/access-token` fits. */
export interface SkillTokenVerifier {
  parse(authorization: string | undefined): string;
  verify(
    token: string,
    options?: { readonly abortSignal?: AbortSignal | undefined },
  ): Promise<{ readonly kind: "user" | "app"; readonly objectId: string }>;
}

/** Who may call the skill, and what it does. */
export interface PreprocessingSkillOptions {
  /** Accepts tokens for the `authResourceId` of the skill. */
  readonly verifier: SkillTokenVerifier;
  /** Object ids of the system-assigned identities of the search services that may call; at least one. */
  readonly callers: readonly string[];
  readonly chunks?: ChunkOptions;
  /** What makes vectors (none are made). */
  readonly embedding?: {
    /** As in `https://contoso.openai.azure.com`. */
    readonly endpoint: string;
    readonly deployment: string;
    /** The server's own identity, with the role Cognitive Services OpenAI User. */
    readonly credential: TokenCredential;
  };
  /** What a document may cost. */
  readonly limits?: DocumentChunkerOptions;
  /** The largest request (128 MiB). */
  readonly maxRequestBytes?: number;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** What sends the requests (the global one). */
  readonly fetch?: typeof globalThis.fetch;
}

/** The skill, as a handler of requests that nobody has looked at yet. */
export interface PreprocessingSkill {
  (request: Request): Promise<Response>;
  /** Ends the thread that reads documents. */
  close(): Promise<void>;
}

interface SkillMessage {
  readonly message: string;
}

interface SkillAnswer {
  readonly recordId: string;
  readonly data: object;
  readonly errors: readonly SkillMessage[] | null;
  readonly warnings: readonly SkillMessage[] | null;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Makes a custom skill for an indexer of AI Search. Inputs are `name` (of the file) and `file_data`, and where they are
 * not those of this server `max_tokens` of a chunk and `overlap`; the output is `chunks`, a list of `{content, title, chunk_id, page, contentVector}`. A document that cannot be read is an error of its
 * own record.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-custom-skill-web-api
 * @throws TypeError for options that are wrong or carry a key.
 */
export function createPreprocessingSkill(options: PreprocessingSkillOptions): PreprocessingSkill {
  requireKeyless(options);
  const { verifier, callers, chunks, embedding, limits, cloud = azureCloud(), fetch } = options;
  const { maxRequestBytes = 128 * 2 ** 20 } = options;
  if (
    !Array.isArray(callers) ||
    callers.length === 0 ||
    !callers.every((id) => guid.test(String(id)))
  ) {
    throw new TypeError(
      "ingestion: callers must name the object ids of the search services' identities",
    );
  }
  // finds out now what is wrong with them
  chunkDocument({ blocks: [] }, chunks);
  const allowed = new Set(callers.map((id) => id.toLowerCase()));
  const chunker = createDocumentChunker(limits);
  const embed =
    embedding &&
    createEmbedder(
      createAzureService({
        endpoint: embedding.endpoint,
        credential: embedding.credential,
        scope: `${cloud.openai.audience}/.default`,
        needs: requiredRoles.openai,
        fetch,
      }),
      embedding.deployment,
    );

  async function answer(
    { recordId, name, bytes, problem, chunks: size }: SkillRecord,
    abortSignal: AbortSignal,
  ): Promise<SkillAnswer> {
    const fail = (message: string): SkillAnswer => ({
      recordId,
      data: {},
      errors: [{ message }],
      warnings: null,
    });
    if (bytes === undefined) return fail(problem ?? "The record has no document.");
    try {
      const file = await chunker.chunk(name, bytes, { ...chunks, ...size, abortSignal });
      const { title, chunks: parts, warnings } = file;
      const contents = parts.map(({ content }) => content);
      const vectors = await vectorsOf(embed, contents, abortSignal);
      return {
        recordId,
        data: {
          // oxlint-disable-next-line no-map-spread -- members that may be missing
          chunks: parts.map(({ content, page }, at) => ({
            chunk_id: String(at),
            title,
            content,
            ...(page !== undefined && { page }),
            ...(vectors !== undefined && { contentVector: vectors[at] }),
          })),
        },
        errors: null,
        warnings: warnings.length > 0 ? warnings.map((message) => ({ message })) : null,
      };
    } catch (error) {
      if (!isDocumentError(error)) throw error;
      return fail(`${error.code}: ${error.message}`);
    }
  }

  async function handleSkill(request: Request): Promise<Response> {
    const token = verifier.parse(request.headers.get("authorization") ?? undefined);
    const caller = await verifier.verify(token, { abortSignal: request.signal });
    if (caller.kind !== "app" || !allowed.has(caller.objectId.toLowerCase())) {
      return errorResponse(403, "forbidden", "This identity may not call the skill.");
    }
    try {
      if (request.method !== "POST" && request.method !== "PUT") {
        return errorResponse(405, "invalidPayload", "The skill takes POST and PUT.");
      }
      const records = await readSkillRequest(request, maxRequestBytes);
      const values: SkillAnswer[] = [];
      for (const record of records) values.push(await answer(record, request.signal));
      return Response.json({ values }, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      if (!isIngestionError(error)) throw error;
      if (error.code === "INVALID_JOB") return errorResponse(400, "invalidPayload", error.message);
      // the indexer asks again after this one
      return error.code === "UPSTREAM_UNAVAILABLE"
        ? errorResponse(503, "serviceUnavailable", error.message)
        : errorResponse(500, "internalFailure", error.message);
    }
  }

  return Object.assign(handleSkill, { close: () => chunker.close() });
}

async function vectorsOf(
  embed: Embed | undefined,
  contents: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly (readonly number[])[] | undefined> {
  return embed === undefined ? undefined : embed(contents, abortSignal);
}

function errorResponse(status: number, code: string, message: string): Response {
  return Response.json(
    { error: { code, message } },
    { status, headers: { "cache-control": "no-store" } },
  );
}
