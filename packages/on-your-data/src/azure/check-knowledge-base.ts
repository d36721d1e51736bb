import { OnYourDataError } from "../on-your-data-error.ts";
import type { SearchQuery } from "../retrieve.ts";
import type { KnowledgeBase, KnowledgeSource } from "./knowledge-base.ts";
import { usualNames } from "./usual-names.ts";

/**
 * Checks that all which a knowledge base can answer passes our filter, and can be checked again: it has passages
 * of the index that the data source names, with who may read them, and nothing of a model's.
 *
 * @throws OnYourDataError `KNOWLEDGE_BASE_REFUSED` that says what to change.
 */
export function checkKnowledgeBase(
  { source, fields }: SearchQuery,
  { outputMode }: KnowledgeBase,
  knowledgeSources: readonly KnowledgeSource[],
): void {
  if (outputMode !== "extractiveData") {
    throw refused(
      `it answers by ${outputMode}, of which nobody can tell what it is from: set its outputMode to extractiveData`,
    );
  }
  const readers = [source.groupField, source.userField].filter((name) => name !== undefined);
  const texts = fields.contentFields?.length ? fields.contentFields : usualNames.content;
  for (const { name, kind, indexName, shownFields } of knowledgeSources) {
    if (kind !== "searchIndex") {
      throw refused(`no filter reaches its source ${name} of the kind ${kind}: take it out`);
    }
    if (indexName !== source.indexName) {
      throw refused(
        `its source ${name} reads the index ${indexName}, and not ${source.indexName} as the data source`,
      );
    }
    const hidden = readers.find((field) => !shownFields.includes(field));
    if (hidden !== undefined) {
      throw refused(
        `its source ${name} does not show who may read a passage: add ${hidden} to its sourceDataFields`,
      );
    }
    if (!texts.some((field) => shownFields.includes(field))) {
      throw refused(
        `its source ${name} shows no text: add the field of the content to its sourceDataFields`,
      );
    }
  }
}

function refused(why: string): OnYourDataError {
  return new OnYourDataError(
    "KNOWLEDGE_BASE_REFUSED",
    `The knowledge base cannot be used, for ${why}.`,
  );
}
