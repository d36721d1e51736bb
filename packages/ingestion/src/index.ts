export { createGroupNameResolver } from "./access/group-names.ts";
export { chunkDocument } from "./chunk/chunk-document.ts";
export { IngestionClient } from "./client/ingestion-client.ts";
export { crackDocument } from "./crack/crack-document.ts";
export { createDocumentChunker } from "./chunk/document-chunker.ts";
export { IngestionError, isIngestionError } from "./ingestion-error.ts";
export { createIngestionService } from "./service/ingestion-service.ts";
export { createPreprocessingSkill } from "./skill/preprocessing-skill.ts";

export type { ResolveGroupName } from "./access/document-groups.ts";
export type { GroupNameResolverOptions } from "./access/group-names.ts";
export type { Chunk, ChunkOptions } from "./chunk/chunk-document.ts";
export type {
  CallOptions,
  IngestionClientOptions,
  WaitForJobOptions,
} from "./client/ingestion-client.ts";
export type {
  IngestionJob,
  IngestionJobRequest,
  IngestionStage,
  IngestionStatus,
} from "./client/ingestion-job.ts";
export type {
  CrackedDocument,
  DocumentBlock,
  HeadingBlock,
  TableBlock,
  TableRow,
  TextBlock,
} from "./crack/cracked-document.ts";
export type { FetchedPage, FetchPage } from "./crawl/page-fetcher.ts";
export type { DocumentChunker, DocumentChunkerOptions } from "./chunk/document-chunker.ts";
export type { DocumentLimits } from "./crack/document-limits.ts";
export type { EmbeddingModel } from "./indexer/embedding-model.ts";
export type { IngestionErrorCode } from "./ingestion-error.ts";
export type { IngestionService } from "./service/ingestion-service.ts";
export type {
  IngestionServiceOptions,
  IngestionStorage,
} from "./service/ingestion-service-options.ts";
export type { JobManager } from "./service/job-routes.ts";
export type {
  PreprocessingSkill,
  PreprocessingSkillOptions,
  SkillTokenVerifier,
} from "./skill/preprocessing-skill.ts";
