import { fieldsFor, findDataSource } from "./data-source.ts";
import type { DataSource } from "./data-source.ts";
import type { TokenUsage } from "./generate.ts";
import type { AnswerContext } from "./on-your-data.ts";
import { OnYourDataError } from "./on-your-data-error.ts";
import type { Deployment, OnYourDataSettings } from "./on-your-data-options.ts";
import type { SearchQuery } from "./retrieve.ts";
import { askForIntents } from "./steps/ask-for-intents.ts";
import { buildPrompt } from "./steps/build-prompt.ts";
import { buildCitation, buildRetrievedDocument } from "./steps/citation.ts";
import { readConversation } from "./steps/conversation.ts";
import { rankHits, type RankedHit } from "./steps/rank-hits.ts";
import { retrieveHits, type QueryHits } from "./steps/retrieve-hits.ts";
import { keepReadable, type Reader } from "./steps/second-check.ts";
import type { ChatMessage, ChatRequest } from "./wire/chat-request.ts";
import type { ContextPart } from "./wire/requested-source.ts";

/** What an answer will rest on, and what to send to the model for it. */
export interface Grounding {
  readonly context: AnswerContext;
  /** `undefined` if there is nothing to answer from: then the model is not asked. */
  readonly messages: readonly ChatMessage[] | undefined;
  readonly passageCount: number;
  /** Of what was asked of the model so far. */
  readonly usage: TokenUsage;
}

/** Who asks which model. */
interface GroundingOptions<R> {
  readonly deployment: Required<Deployment>;
  readonly principal: R;
  readonly abortSignal: AbortSignal;
}

const noUsage: TokenUsage = { promptTokens: 0, completionTokens: 0 };
const defaultParts: readonly ContextPart[] = ["citations", "intent"];
const defaultTopNDocuments = 5;
const defaultStrictness = 3;

/** From a request to what its answer rests on; nothing is called before the request is known to be allowed. */
export async function groundQuestion<R extends Reader>(
  settings: OnYourDataSettings<R>,
  request: ChatRequest,
  { deployment, principal, abortSignal }: GroundingOptions<R>,
): Promise<Grounding> {
  const { source: requested } = request;
  const parts = requested?.includeContexts ?? defaultParts;
  const source = findDataSource(settings.dataSources, requested);
  const fields = fieldsFor(source, requested);
  refuseForeignEmbedding(settings.embeddingDeployments, request);
  const filter = settings.restrict(requested?.filter, principal);
  if (filter === undefined || filter.trim() === "") {
    return nothing(buildContext(parts, [], [], settings), noUsage);
  }
  const conversation = readConversation(request.messages, requested?.roleInformation);
  const { maxSearchQueries } = settings;
  const { queries, usage = noUsage } = await askForIntents(settings.generate, conversation.turns, {
    deployment: deployment.name,
    maxQueries: Math.min(requested?.maxSearchQueries ?? maxSearchQueries, maxSearchQueries),
    abortSignal,
  });
  const topNDocuments = requested?.topNDocuments ?? defaultTopNDocuments;
  const searches = queries.map((text): SearchQuery => ({
    source,
    text,
    filter,
    fields,
    showsReaders: settings.secondCheck === "field",
    queryType: requested?.queryType ?? "simple",
    semanticConfiguration: requested?.semanticConfiguration,
    embedding: requested?.embeddingDependency,
    top: Math.min(50, Math.max(20, topNDocuments * 2)),
  }));
  const found = await retrieveHits(settings.retrieve, searches, {
    allowPartialResult: requested?.allowPartialResult ?? false,
    abortSignal,
  });
  const readable = checkAgain(settings, found, source, principal);
  const strictness = requested?.strictness ?? defaultStrictness;
  const ranked = rankHits(readable, { strictness, topNDocuments });
  const used = ranked.filter(({ filterReason }) => filterReason === undefined);
  const inScope = requested?.inScope ?? true;
  if (used.length === 0 && inScope) {
    return nothing(buildContext(parts, queries, ranked, settings), usage);
  }
  const { messages, passageCount } = buildPrompt(
    conversation,
    used.map(({ hit }) => hit),
    {
      inScope,
      notFoundMessage: settings.notFoundMessage,
      contextWindowInTokens: deployment.contextWindowInTokens,
    },
  );
  const context = buildContext(parts, queries, ranked, settings, passageCount);
  return { context, messages, passageCount, usage };
}

function nothing(context: AnswerContext, usage: TokenUsage): Grounding {
  return { context, messages: undefined, passageCount: 0, usage };
}

function checkAgain<R extends Reader>(
  { secondCheck, onForeignHits }: OnYourDataSettings<R>,
  found: readonly QueryHits[],
  source: DataSource,
  reader: Reader,
): readonly QueryHits[] {
  if (secondCheck === "off") return found;
  let count = 0;
  const readable = found.map(({ query, hits }) => {
    const kept = keepReadable(hits, source, reader);
    count += hits.length - kept.length;
    return { query, hits: kept };
  });
  if (count > 0) onForeignHits({ source, count });
  return readable;
}

function refuseForeignEmbedding(deployments: ReadonlySet<string>, { source }: ChatRequest): void {
  const embedding = source?.embeddingDependency;
  if (embedding?.type !== "deployment_name" || deployments.has(embedding.deploymentName)) return;
  if (!source?.queryType.startsWith("vector")) return;
  throw new OnYourDataError(
    "INVALID_REQUEST",
    `Validation error at ${source.path}/embedding_dependency/deployment_name: The deployment is not one of this server's embedding deployments`,
  );
}

function buildContext(
  parts: readonly ContextPart[],
  intents: readonly string[],
  ranked: readonly RankedHit[],
  { isAllowedLink }: Pick<OnYourDataSettings<Reader>, "isAllowedLink">,
  passageCount = 0,
): AnswerContext {
  const used = ranked.filter(({ filterReason }) => filterReason === undefined);
  return {
    ...(parts.includes("citations") && {
      citations: used.slice(0, passageCount).map(({ hit }) => buildCitation(hit, isAllowedLink)),
    }),
    ...(parts.includes("intent") && { intents }),
    ...(parts.includes("all_retrieved_documents") && {
      retrievedDocuments: ranked.map((each) => buildRetrievedDocument(each, isAllowedLink)),
    }),
  };
}
