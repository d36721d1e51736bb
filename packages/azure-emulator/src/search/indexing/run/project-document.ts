import { randomBytes } from "node:crypto";
import type { IndexStore } from "../../documents/index-store.ts";
import type { SearchIndex } from "../../documents/search-index.ts";
import type { ProjectionSelector } from "../definitions/index-projections.ts";
import { everyElement, type AnnotationPath } from "../enrichment/annotation-path.ts";
import { placesAt } from "../enrichment/enriched-node.ts";
import { valueOfInput } from "../skills/skill-input.ts";
import type { DocumentInProgress } from "./document-in-progress.ts";
import { writeDocument } from "./write-document.ts";

/**
 * Writes the parts of a document as documents of their own, in place of those that it had before.
 *
 * @param earlier The keys that its parts had, by the selector.
 * @throws ItemFailure for values that the index cannot hold.
 */
export function projectDocument(
  { key, root }: DocumentInProgress,
  {
    selector,
    index,
    earlier,
  }: {
    readonly selector: ProjectionSelector;
    readonly index: SearchIndex;
    readonly earlier: readonly string[];
  },
): void {
  const { sourceContext, parentKeyFieldName, mappings } = selector;
  // another one for each state of the document, so that its parts are told apart from those before
  const state = randomBytes(6).toString("hex");
  for (const { indexes } of placesAt(root, sourceContext)) {
    const scope = { root, context: sourceContext, indexes };
    writeDocument(index, {
      [index.keyField]: `${state}_${key}_${titleOf(sourceContext, indexes)}`,
      [parentKeyFieldName]: key,
      ...Object.fromEntries(mappings.map((each) => [each.name, valueOfInput(each, scope) ?? null])),
    });
  }
  for (const part of earlier) index.delete(part);
}

/** The keys of what was projected of some documents, by the keys of these. */
export function projectedParts(
  indexes: IndexStore,
  { targetIndexName, parentKeyFieldName }: ProjectionSelector,
  parents: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, string[]>();
  for (const [key, document] of indexes.get(targetIndexName).documents) {
    const parent = document[parentKeyFieldName];
    if (typeof parent !== "string" || !parents.has(parent)) continue;
    parts.set(parent, [...(parts.get(parent) ?? []), key]);
  }
  return parts;
}

/** As in `pages_0`. */
function titleOf(context: AnnotationPath, indexes: readonly number[]): string {
  let star = 0;
  return context.map((part) => (part === everyElement ? String(indexes[star++]) : part)).join("_");
}
