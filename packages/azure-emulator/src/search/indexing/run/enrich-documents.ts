import type { JsonObject } from "../../json-object.ts";
import {
  createNode,
  placesAt,
  type EnrichedNode,
  type EnrichmentScope,
} from "../enrichment/enriched-node.ts";
import type { Skill, SkillServices } from "../skills/skill.ts";
import { valueOfInput } from "../skills/skill-input.ts";
import type { DocumentInProgress } from "./document-in-progress.ts";
import type { ExecutionLog } from "./execution-log.ts";
import { ItemFailure } from "./item-failure.ts";

/** One place of a document where a skill works. */
interface Task {
  readonly document: DocumentInProgress;
  readonly node: EnrichedNode;
  readonly record: JsonObject;
}

/** Has skills work on documents, one skill after the other; a document that fails gets no further. */
export async function enrichDocuments(
  documents: readonly DocumentInProgress[],
  skills: readonly Skill[],
  { services, log }: { readonly services: SkillServices; readonly log: ExecutionLog },
): Promise<void> {
  for (const skill of skills) {
    const tasks = documents
      .filter(({ failure }) => !failure)
      .flatMap((document) => tasksOf(document, skill, log));
    if (tasks.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- a skill looks at what those before it made
    const results = await skill.execute(
      tasks.map(({ record }) => record),
      services,
    );
    tasks.forEach(({ document, node }, index) => {
      const result = results[index];
      if (!result) return;
      if ("failure" in result) {
        const { message, details, statusCode } = result.failure;
        document.failure ??= new ItemFailure(operationOf(skill), message, { details, statusCode });
        return;
      }
      for (const { name, targetName } of skill.outputs) {
        if (!Object.hasOwn(result.outputs, name)) continue;
        node.members.set(targetName, createNode(result.outputs[name]));
      }
      for (const details of result.warnings) {
        const message = "Skill executed but may have unexpected results.";
        log.addWarning(document.title, { operation: operationOf(skill), message, details });
      }
    });
  }
}

function operationOf({ title }: Skill): string {
  return `Enrichment.${title}`;
}

function tasksOf(document: DocumentInProgress, skill: Skill, log: ExecutionLog): readonly Task[] {
  const { root } = document;
  return placesAt(root, skill.context).flatMap(({ node, indexes }) => {
    try {
      const record = recordOf(skill, { root, context: skill.context, indexes });
      const problem = problemOf(record, skill);
      if (problem === undefined) return [{ document, node, record }];
      const message = "Could not execute skill because one or more skill input was invalid.";
      log.addWarning(document.title, { operation: operationOf(skill), message, details: problem });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const details = error.message;
      document.failure ??= new ItemFailure(operationOf(skill), "Could not execute skill.", {
        details,
      });
    }
    return [];
  });
}

function recordOf({ inputs }: Skill, scope: EnrichmentScope): JsonObject {
  return Object.fromEntries(
    inputs.map((input) => [input.name, valueOfInput(input, scope) ?? null]),
  );
}

/** Why a skill cannot work on a record. */
function problemOf(record: JsonObject, { required, inputs }: Skill): string | undefined {
  for (const [name, wanted] of Object.entries(required)) {
    const value = record[name] ?? null;
    const source = inputs.find((input) => input.name === name)?.source ?? "";
    const where = `Name: '${name}', Source: '${source}'.`;
    if (value === null || value === "") return `Required skill input is missing. ${where}`;
    if (wanted === "text" && typeof value !== "string") {
      return `Required skill input was not of the expected type 'String'. ${where}`;
    }
    if (wanted === "list" && !Array.isArray(value)) {
      return `Required skill input was not of the expected type 'Array'. ${where}`;
    }
  }
  return undefined;
}
