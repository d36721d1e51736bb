import { invalidRequest, notEmulated } from "../../search-error.ts";
import { readDefinition, type DefinitionKind, type MemberReader } from "./read-definition.ts";

/** How blobs are read. */
export interface IndexerConfiguration {
  readonly parsingMode:
    | "default"
    | "text"
    | "json"
    | "jsonArray"
    | "jsonLines"
    | "delimitedText"
    | "markdown";
  /** In lower case, with their dots; empty for all. */
  readonly indexedExtensions: readonly string[];
  readonly excludedExtensions: readonly string[];
  readonly failOnUnsupportedContentType: boolean;
  readonly failOnUnprocessableDocument: boolean;
  readonly indexStorageMetadataOnlyForOversizedDocuments: boolean;
  readonly dataToExtract: "storageMetadata" | "allMetadata" | "contentAndMetadata";
  readonly allowSkillsetToReadFileData: boolean;
  /** Where the array is that a `jsonArray` blob holds, as in `/level1/level2`. */
  readonly documentRoot: string | null;
  /** Of a `delimitedText` blob. */
  readonly delimiter: string;
  /** Names of the columns; `null` where the first line has them. */
  readonly headers: readonly string[] | null;
  /** Down to which level headings part a `markdown` blob. */
  readonly headingDepth: number;
}

const modes = [
  "default",
  "text",
  "json",
  "jsonArray",
  "jsonLines",
  "delimitedText",
  "markdown",
] as const;

/**
 * Reads the `configuration` of an indexer's parameters.
 *
 * @throws SearchError for what the service would not take, or what is not emulated.
 */
export function parseIndexerConfiguration(
  value: unknown,
  kind: DefinitionKind,
): IndexerConfiguration {
  return readDefinition(value, { ...kind, type: "IndexingParametersConfiguration" }, (read) => {
    const parsingMode = read.oneOf("parsingMode", modes, "default");
    refuseOtherThan(read, "imageAction", "none");
    refuseOtherThan(read, "pdfTextRotationAlgorithm", "none");
    refuseOtherThan(read, "executionEnvironment", "standard");
    refuseOtherThan(read, "markdownParsingSubmode", "oneToMany");
    return {
      parsingMode,
      indexedExtensions: extensionsIn(read, "indexedFileNameExtensions"),
      excludedExtensions: extensionsIn(read, "excludedFileNameExtensions"),
      failOnUnsupportedContentType: read.flag("failOnUnsupportedContentType", true),
      failOnUnprocessableDocument: read.flag("failOnUnprocessableDocument", true),
      indexStorageMetadataOnlyForOversizedDocuments: read.flag(
        "indexStorageMetadataOnlyForOversizedDocuments",
        false,
      ),
      dataToExtract: read.oneOf(
        "dataToExtract",
        ["storageMetadata", "allMetadata", "contentAndMetadata"],
        "contentAndMetadata",
      ),
      allowSkillsetToReadFileData: read.flag("allowSkillsetToReadFileData", false),
      documentRoot: read.optionalText("documentRoot"),
      delimiter: delimiterIn(read),
      headers: headersIn(read, parsingMode),
      headingDepth: Number(
        read.oneOf("markdownHeaderDepth", ["h1", "h2", "h3", "h4", "h5", "h6"], "h6").slice(1),
      ),
    };
  });
}

function refuseOtherThan(read: MemberReader, name: string, only: string): void {
  const value = read.raw(name) ?? only;
  if (value !== only) throw notEmulated(`'${name}' other than '${only}'`);
}

function extensionsIn(read: MemberReader, name: string): readonly string[] {
  const extensions = (read.optionalText(name) ?? "")
    .split(",")
    .map((extension) => extension.trim().toLowerCase())
    .filter(Boolean);
  const wrong = extensions.find((extension) => !/^\.[^./\\]+$/.test(extension));
  if (wrong === undefined) return extensions;
  throw invalidRequest("indexer", `'${wrong}' in '${name}' must begin with a dot, as in '.pdf'.`);
}

function delimiterIn(read: MemberReader): string {
  const delimiter = read.optionalText("delimitedTextDelimiter") ?? ",";
  if (delimiter.length === 1) return delimiter;
  throw invalidRequest("indexer", "The 'delimitedTextDelimiter' must be a single character.");
}

function headersIn(
  read: MemberReader,
  parsingMode: IndexerConfiguration["parsingMode"],
): readonly string[] | null {
  const names = read.optionalText("delimitedTextHeaders");
  const isFirstLine = read.flag("firstLineContainsHeaders", true);
  if (isFirstLine || parsingMode !== "delimitedText") return null;
  if (names !== null) return names.split(",").map((name) => name.trim());
  throw invalidRequest(
    "indexer",
    "Without headers in the first line, 'delimitedTextHeaders' must name the columns.",
  );
}
