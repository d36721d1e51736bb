import { allowSources } from "./allowed-source.ts";
import { documentLinks } from "./document-link.ts";
import type { TokenUsage } from "./generate.ts";
import type { AnswerContext } from "./on-your-data.ts";
import type { Deployment, OnYourDataSettings } from "./on-your-data-options.ts";
import { askForIntents } from "./steps/ask-for-intents.ts";
import { buildPrompt } from "./steps/build-prompt.ts";
import { buildCitation, buildRetrievedDocument, type LinkOf } from "./steps/citation.ts";
import { combineSources } from "./steps/combine-sources.ts";
import { readConversation } from "./steps/conversation.ts";
import { planSearches } from "./steps/plan-searches.ts";
import { rankHits, type RankedHit } from "./steps/rank-hits.ts";
import { retrieveHits, type QueryHits } from "./steps/retrieve-hits.ts";
import { keepReadable, type Reader } from "./steps/second-check.ts";
import { tokenCounterOf } from "./steps/token-counter.ts";
import { userTokenFor } from "./user-token.ts";
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
const defaultStrictness = 3;

/** From a request to what its answer rests on; nothing is called before the request is known to be allowed. */
export async function groundQuestion<R extends Reader>(
  settings: OnYourDataSettings<R>,
  request: ChatRequest,
  { deployment, principal, abortSignal }: GroundingOptions<R>,
): Promise<Grounding> {
  const wishes = combineSources(request.sources, settings.maxSearchQueries);
  const { includeContexts, topNDocuments, inScope, allowPartialResult } = wishes;
  const sources = allowSources(settings, request.sources, principal);
  if (sources.length === 0) {
    return nothing(buildContext(includeContexts, { intents: [], ranked: [] }), noUsage);
  }
  const userToken = await userTokenFor(
    sources.map(({ source }) => source),
    { userToken: settings.userToken, reader: principal, abortSignal },
  );
  const tokens = tokenCounterOf(deployment.encoding);
  const { maxConversationTokens, maxInstructionTokens } = deployment;
  const limits = { maxConversationTokens, maxInstructionTokens, tokens };
  const conversation = await readConversation(request.messages, wishes.roleInformation, limits);
  const { queries, usage = noUsage } = await askForIntents(settings.generate, conversation.turns, {
    deployment: deployment.name,
    maxQueries: wishes.maxSearchQueries,
    tokens,
    abortSignal,
  });
  const searches = planSearches(sources, queries, {
    topNDocuments,
    showsReaders: settings.secondCheck === "field",
    allowPartialResult,
  });
  const found = await retrieveHits(settings.retrieve, searches, {
    allowPartialResult,
    userToken,
    abortSignal,
  });
  const ranked = rankHits(
    checkAgain(settings, found, principal).map(({ from, query, hits }) => ({
      query,
      hits,
      strictness: from.requested?.strictness ?? defaultStrictness,
      sourceIndex: from.index,
    })),
    { topNDocuments },
  );
  const used = ranked.filter(({ filterReason }) => filterReason === undefined);
  const { messages, passageCount } = await buildPrompt(
    conversation,
    used.map(({ hit }) => hit),
    {
      inScope,
      notFoundMessage: settings.notFoundMessage,
      contextWindowInTokens: deployment.contextWindowInTokens,
      tokens,
    },
  );
  const context = buildContext(includeContexts, {
    intents: queries,
    ranked,
    cited: used.slice(0, passageCount),
    linkOf: documentLinks(sources, settings),
  });
  if (passageCount === 0 && inScope) return nothing(context, usage);
  return { context, messages, passageCount, usage };
}

function nothing(context: AnswerContext, usage: TokenUsage): Grounding {
  return { context, messages: undefined, passageCount: 0, usage };
}

function checkAgain<R extends Reader>(
  { secondCheck, onForeignHits }: OnYourDataSettings<R>,
  found: readonly QueryHits[],
  reader: Reader,
): readonly QueryHits[] {
  if (secondCheck === "off") return found;
  return found.map((each) => {
    const { source } = each.from;
    const hits = keepReadable(each.hits, source, reader);
    const count = each.hits.length - hits.length;
    if (count > 0) onForeignHits({ source, count });
    return { ...each, hits };
  });
}

/** What an answer rests on, before it is known which parts of it are wanted. */
interface Findings {
  readonly intents: readonly string[];
  readonly ranked: readonly RankedHit[];
  readonly cited?: readonly RankedHit[];
  readonly linkOf?: LinkOf;
}

function buildContext(
  parts: readonly ContextPart[],
  { intents, ranked, cited = [], linkOf = () => null }: Findings,
): AnswerContext {
  return {
    ...(parts.includes("citations") && {
      citations: cited.map((each) => buildCitation(each, linkOf)),
    }),
    ...(parts.includes("intent") && { intents }),
    ...(parts.includes("all_retrieved_documents") && {
      retrievedDocuments: ranked.map((each) => buildRetrievedDocument(each, linkOf)),
    }),
  };
}
