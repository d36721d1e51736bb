import { showJson, isJsonObject, type JsonObject } from "../../json-object.ts";
import type { IndexerConfiguration } from "../definitions/indexer-configuration.ts";
import { crackDocument, decodeText } from "../crack/crack-document.ts";
import { DocumentError } from "../crack/document-error.ts";
import type { ListedBlob } from "./blob-source.ts";
import { parseDelimitedText } from "./delimited-text.ts";
import { markdownSections } from "./markdown-sections.ts";
import { extensionOf, isContentSkipped } from "./selected-blobs.ts";

/** A document as it comes from the source: its fields by their names. */
export type SourceDocument = JsonObject;

/** The field that tells apart what came out of one blob. */
export const documentKeyField = "AzureSearch_DocumentKey";

/** What is known of a blob without reading it. */
export function storageFields(blob: ListedBlob): SourceDocument {
  const { name, path, size, contentType, contentMd5, modifiedAtInMs, metadata } = blob;
  return {
    ...metadata,
    metadata_storage_name: name.split("/").at(-1) ?? name,
    metadata_storage_path: path,
    metadata_storage_content_type: contentType,
    metadata_storage_size: size,
    metadata_storage_last_modified: new Date(modifiedAtInMs).toISOString().replace(".000Z", "Z"),
    metadata_storage_content_md5: contentMd5 ?? null,
    metadata_storage_file_extension: extensionOf(name),
  };
}

/** Whether one blob may become several documents. */
export function isOneToMany({ parsingMode }: IndexerConfiguration): boolean {
  return ["jsonArray", "jsonLines", "delimitedText", "markdown"].includes(parsingMode);
}

/**
 * The documents that a blob holds.
 *
 * @throws DocumentError for a content that cannot be read.
 */
export async function documentsIn(
  blob: ListedBlob,
  content: Uint8Array<ArrayBuffer>,
  configuration: IndexerConfiguration,
): Promise<readonly SourceDocument[]> {
  const storage = storageFields(blob);
  const { parsingMode, dataToExtract } = configuration;
  const file = configuration.allowSkillsetToReadFileData ? fileData(blob, content) : {};
  if (dataToExtract === "storageMetadata") return [{ ...storage, ...file }];
  if (parsingMode === "default") {
    const { text, metadata } = await crackDocument(content, blob);
    const body = isContentSkipped(blob, configuration) ? {} : { content: text };
    return [{ ...storage, ...metadata, ...body, ...file }];
  }
  if (isContentSkipped(blob, configuration)) return [{ ...storage, ...file }];
  const text = decodeText(content);
  if (parsingMode === "text") return [{ ...storage, content: text, ...file }];
  if (parsingMode === "json") return [{ ...storage, ...objectIn(parseJson(text)), ...file }];
  return entitiesIn(text, configuration).map((entity, index) =>
    Object.assign({}, storage, entity, file, { [documentKeyField]: `${blob.path};${index + 1}` }),
  );
}

function fileData({ path, contentType }: ListedBlob, content: Uint8Array): SourceDocument {
  const data = Buffer.from(content).toString("base64");
  return { file_data: { $type: "file", data, url: path, contentType } };
}

function entitiesIn(text: string, configuration: IndexerConfiguration): readonly JsonObject[] {
  const { parsingMode, documentRoot, headingDepth } = configuration;
  if (parsingMode === "jsonArray") return arrayIn(parseJson(text), documentRoot).map(objectIn);
  if (parsingMode === "delimitedText") return parseDelimitedText(text, configuration);
  if (parsingMode === "markdown") return markdownSections(text, headingDepth);
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => objectIn(parseJson(line)));
}

function arrayIn(value: unknown, root: string | null): readonly unknown[] {
  const path = (root ?? "").split("/").filter(Boolean);
  let found = value;
  for (const part of path) found = isJsonObject(found) ? found[part] : undefined;
  if (Array.isArray(found)) return found;
  throw new DocumentError("unprocessable", `There is no JSON array at '${root ?? "/"}'.`);
}

function objectIn(value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  throw new DocumentError(
    "unprocessable",
    `A JSON object was expected, and not ${showJson(value).slice(0, 40)}.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DocumentError("unprocessable", error instanceof Error ? error.message : "No JSON.");
  }
}
