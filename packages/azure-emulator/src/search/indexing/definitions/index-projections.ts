import { findField } from "../../schema/find-field.ts";
import { invalidRequest } from "../../search-error.ts";
import type { IndexDefinition } from "../../schema/index-definition.ts";
import { parseAnnotationPath, type AnnotationPath } from "../enrichment/annotation-path.ts";
import { parseSkillInput, type SkillInput } from "../skills/skill-input.ts";
import { readDefinition, type MemberReader } from "./read-definition.ts";

/** How one document becomes several in an index. */
export interface IndexProjections {
  readonly selectors: readonly ProjectionSelector[];
  /** Whether the document itself is indexed besides. */
  readonly includesParents: boolean;
}

/** What becomes a document of its own, and in which index. */
export interface ProjectionSelector {
  readonly targetIndexName: string;
  /** The field that holds the key of the document that it was a part of. */
  readonly parentKeyFieldName: string;
  readonly sourceContext: AnnotationPath;
  readonly mappings: readonly SkillInput[];
}

/**
 * Reads the projections of a skillset.
 *
 * @see https://learn.microsoft.com/azure/search/search-how-to-define-index-projections
 * @throws SearchError for an index that does not exist, or that cannot hold what is projected into it.
 */
export function readIndexProjections(
  read: MemberReader,
  indexNamed: (name: string) => IndexDefinition | undefined,
): IndexProjections | null {
  const projections = read.raw("indexProjections");
  if (projections === undefined) return null;
  const kind = { ...read.kind, type: "IndexProjections" };
  return readDefinition(projections, kind, (member) => {
    const parameters = { ...kind, type: "IndexProjectionsParameters" };
    return {
      selectors: member.list("selectors", (each) => parseSelector(each, member, indexNamed)),
      includesParents: readDefinition(
        member.raw("parameters") ?? {},
        parameters,
        (parameter) =>
          parameter.oneOf(
            "projectionMode",
            ["includeIndexingParentDocuments", "skipIndexingParentDocuments"],
            "includeIndexingParentDocuments",
          ) === "includeIndexingParentDocuments",
      ),
    };
  });
}

function parseSelector(
  value: unknown,
  { kind }: MemberReader,
  indexNamed: (name: string) => IndexDefinition | undefined,
): ProjectionSelector {
  return readDefinition(value, { ...kind, type: "IndexProjectionSelector" }, (member) => {
    const context = member.text("sourceContext");
    const sourceContext = parseAnnotationPath(context);
    if (!sourceContext) {
      throw invalidRequest(kind.where, `'${context}' must begin with '/document'.`);
    }
    const selector = {
      targetIndexName: member.text("targetIndexName"),
      parentKeyFieldName: member.text("parentKeyFieldName"),
      sourceContext,
      mappings: member.list("mappings", (each) => parseSkillInput(each, kind)),
    };
    checkIndex(selector, indexNamed(selector.targetIndexName));
    return selector;
  });
}

function checkIndex(selector: ProjectionSelector, index: IndexDefinition | undefined): void {
  const { targetIndexName, parentKeyFieldName, mappings } = selector;
  const refuse = (reason: string): Error =>
    invalidRequest("skillset", `The index '${targetIndexName}' of a projection ${reason}`);
  if (!index) throw refuse("does not exist.");
  const key = index.fields.find((field) => field.key);
  if (key?.searchable !== true || (key.analyzer ?? key.indexAnalyzer) !== "keyword") {
    throw refuse(`must have a key field that is searchable with the analyzer 'keyword'.`);
  }
  const parentKey = findField(index.fields, parentKeyFieldName);
  if (parentKey?.type !== "Edm.String" || parentKey.key || !parentKey.filterable) {
    throw refuse(
      `must have a field '${parentKeyFieldName}' that is a filterable 'Edm.String' and not the key.`,
    );
  }
  const wrong = mappings.find(({ name }) => {
    const field = index.fields.find((each) => each.name === name);
    return !field || field.key || name === parentKeyFieldName;
  });
  if (wrong) throw refuse(`has no field '${wrong.name}' that can be mapped.`);
}
