import { randomUUID } from "node:crypto";
import type { SeedOpenAIAccount } from "../../seed.ts";
import { parseMessages, type ChatMessage } from "../chat-messages.ts";
import { filterContent } from "../content-filter.ts";
import { eventStream } from "../event-stream.ts";
import { generateAnswer } from "../generate-answer.ts";
import { parseGenerationOptions } from "../generation-options.ts";
import type { OpenAISurroundings } from "../openai-account.ts";
import { notEmulated } from "../openai-error.ts";
import type { OpenAIRoute } from "../openai-route.ts";
import { isReasoningModel } from "../reasoning-model.ts";
import { isObject, type RequestBody } from "../request-body.ts";
import { lastQuestion } from "../stand-in-model.ts";
import { sentencesOf } from "../sentences.ts";
import { tokenPieces } from "../token-pieces.ts";
import { completionOf, streamOf, type GroundedAnswer } from "./grounded-completion.ts";
import { parseDataSource } from "./parse-data-source.ts";
import { parseExtensionDataSource } from "./parse-extension-data-source.ts";
import { questionVector } from "./question-vector.ts";
import { retrieveDocuments } from "./retrieve-documents.ts";
import { openSearch } from "./search-access.ts";

/** What the service says where the documents say nothing. */
const notFound =
  "The requested information is not found in the retrieved data. Please try another query or topic.";

/** On Your Data as Azure hosted it until it was retired. */
export interface OnYourData {
  /**
   * What a chat's data sources are good for: functions that may be called go before them, and where there is
   * no On Your Data, they are a member that is unknown.
   */
  useOf(body: RequestBody, route: OpenAIRoute, model: string): "used" | "ignored" | "unknown";
  /**
   * Answers a chat from data.
   *
   * @throws OnYourDataError for what the service would not take, and where the search refuses.
   */
  complete(
    body: RequestBody,
    options: {
      readonly model: string;
      readonly now: number;
      readonly chunkDelayInMs: number | undefined;
    },
    route: OpenAIRoute,
  ): Promise<Response>;
}

/**
 * On Your Data for an account, which asks the search with the account's managed identity.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/references/on-your-data
 */
export function createOnYourData(
  account: SeedOpenAIAccount,
  surroundings: OpenAISurroundings,
): OnYourData {
  return {
    useOf(body, { operation, apiVersion }, model) {
      if (!account.onYourData) return "unknown";
      if (operation === "extensions/chat") return "used";
      const isKnown = apiVersion !== undefined && apiVersion >= "2024-02-01";
      if (operation !== "chat" || !isKnown || isReasoningModel(model)) return "unknown";
      if (!("data_sources" in body)) return "ignored";
      return "tools" in body && body["tool_choice"] !== "none" ? "ignored" : "used";
    },
    async complete(body, options, { operation, apiVersion = "" }) {
      const isOld = operation === "extensions/chat";
      const source = isOld
        ? parseExtensionDataSource(body, apiVersion)
        : parseDataSource(body, apiVersion);
      const messages = parseMessages(isOld ? withoutContext(body["messages"]) : body["messages"]);
      const generation = parseGenerationOptions(body);
      if (generation.choices > 1) throw notEmulated("n");
      const questions = questionsIn(messages, source.maxSearchQueries);
      const askSearch = await openSearch(source, account, surroundings);
      const documents = await retrieveDocuments({
        source,
        questions,
        askSearch,
        vectorOf: (question) => questionVector(question, source, account, surroundings),
      });
      const cited = documents.filter(({ filterReason }) => filterReason === undefined);
      const passages = cited.map(({ citation }, index) => `[doc${index + 1}]\n${citation.content}`);
      const role = source.roleInformation;
      const grounded: readonly ChatMessage[] = [
        ...(role === undefined ? [] : [{ role: "system" as const, text: role }]),
        ...(passages.length > 0 ? [{ role: "system" as const, text: passages.join("\n") }] : []),
        ...messages,
      ];
      const filter = filterContent(grounded.map(({ text }) => text));
      const generated = generateAnswer(
        {
          messages: grounded,
          format: { type: "text" },
          tools: { functions: [], choice: "none", parallel: true },
        },
        { ...generation, isFiltered: filter.isAnswerFiltered },
      );
      const isUnanswerable = cited.length === 0 && source.inScope;
      const promptTokens = grounded.reduce((sum, { text }) => sum + tokenPieces(text).length, 0);
      const answer: GroundedAnswer = {
        id: randomUUID(),
        created: Math.floor(options.now / 1000),
        model: options.model,
        apiVersion,
        text: isUnanswerable ? tokenPieces(notFound) : generated.text,
        finishReason: isUnanswerable ? "stop" : generated.finishReason,
        questions,
        documents,
        includeContexts: source.includeContexts,
        promptTokens,
      };
      return generation.stream
        ? eventStream(streamOf(answer), { delayInMs: options.chunkDelayInMs })
        : Response.json(completionOf(answer));
    },
  };
}

/** What is searched for: each sentence of the last question. */
function questionsIn(messages: readonly ChatMessage[], most = Infinity): readonly string[] {
  const question = lastQuestion(messages);
  const sentences = sentencesOf(question);
  return (sentences.length > 0 ? sentences : [question]).slice(0, most);
}

/** Clients of the older versions send back what they were told, tool messages included. */
function withoutContext(messages: unknown): unknown {
  return Array.isArray(messages)
    ? messages.filter((message: unknown) => !isObject(message) || message["role"] !== "tool")
    : messages;
}
