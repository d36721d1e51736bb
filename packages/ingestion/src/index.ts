export { chunkDocument } from "./chunk/chunk-document.ts";
export { crackDocument } from "./crack/crack-document.ts";
export { createDocumentCracker } from "./crack/document-cracker.ts";
export { IngestionError, isIngestionError } from "./ingestion-error.ts";
export { createIngestionService } from "./service/ingestion-service.ts";
