export { createCanary } from "./canary.ts";
export { createDocumentHandler } from "./document-handler.ts";
export { createExplainer } from "./explainer.ts";
export { createExplainHandler } from "./explain-handler.ts";
export { createOnYourData } from "./on-your-data.ts";
export { createOnYourDataHandler } from "./on-your-data-handler.ts";
export { isOnYourDataError, OnYourDataError } from "./on-your-data-error.ts";

export type { Canary, CanaryOptions, CanaryReport } from "./canary.ts";
export type { DataSource } from "./data-source.ts";
export type { DocumentHandlerOptions } from "./document-handler.ts";
export type { ExplainHandlerOptions } from "./explain-handler.ts";
export type {
  ExplainedDocument,
  Explainer,
  ExplainerOptions,
  ExplainRequest,
  Explanation,
} from "./explainer.ts";
export type { Generate, GenerationEvent, GenerationRequest, TokenUsage } from "./generate.ts";
export type {
  Answer,
  AnswerContext,
  AnswerPart,
  AskOptions,
  OnYourData,
  StreamedAnswer,
} from "./on-your-data.ts";
export type {
  OnYourDataErrorCode,
  OnYourDataErrorOptions,
  UpstreamService,
} from "./on-your-data-error.ts";
export type { OnYourDataHandler, OnYourDataHandlerOptions } from "./on-your-data-handler.ts";
export type { Deployment, OnYourDataOptions } from "./on-your-data-options.ts";
export type { CanaryFinding } from "./probe-source.ts";
export type { Retrieve, RetrieveOptions, SearchHit, SearchQuery } from "./retrieve.ts";
export type { Citation, RetrievedDocument } from "./steps/citation.ts";
export type { Reader } from "./steps/second-check.ts";
export type { UserToken } from "./user-token.ts";
