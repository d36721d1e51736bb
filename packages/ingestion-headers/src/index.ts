export { buildIngestionHeaders } from "./build-ingestion-headers.ts";
export { IngestionHeaderError, isIngestionHeaderError } from "./ingestion-header-error.ts";
export { parseIngestionHeaders } from "./parse-ingestion-headers.ts";

export type { IngestionHeaders } from "./build-ingestion-headers.ts";
export type { IngestionHeaderErrorCode } from "./ingestion-header-error.ts";
export type { IngestionCloud, IngestionSource } from "./ingestion-source.ts";
