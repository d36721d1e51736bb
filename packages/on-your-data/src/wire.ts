export { parseChatRequest } from "./wire/parse-chat-request.ts";

export type { AnswerForm } from "./wire/api-version.ts";
export type { ChatMessage, ChatRequest, Sampling } from "./wire/chat-request.ts";
export type { ParseChatRequestOptions } from "./wire/parse-chat-request.ts";
export type { LegacyKeys } from "./wire/parse-data-source.ts";
export type {
  ContextPart,
  EmbeddingDependency,
  FieldsMapping,
  QueryType,
  RequestedSource,
} from "./wire/requested-source.ts";
