import { readFileSync } from "node:fs";
import type { IndexDefinition, IndexField } from "./index-definition.ts";

/** A filter that the documentation accepts or rejects. */
interface SyntaxCase {
  readonly id: string;
  readonly filter: string;
  readonly expected: "accept" | "reject";
}

/** A filter and a document that it matches or does not. */
interface EvaluationCase {
  readonly id: string;
  readonly filter: string;
  readonly doc: Readonly<Record<string, unknown>>;
  readonly expected: boolean;
}

type Schema = Readonly<
  Record<string, { type: string; filterable?: boolean; fields?: Schema; dimensions?: number }>
>;

const table = JSON.parse(
  readFileSync(new URL("documented-cases.test.fixture.json", import.meta.url), "utf8"),
) as {
  readonly schema: Schema;
  readonly syntax: readonly SyntaxCase[];
  readonly evaluation: readonly EvaluationCase[];
};

/** The index that every case is checked against. */
export const hotels: IndexDefinition = { fields: fieldsFrom(table.schema) };

export const syntaxCases: readonly SyntaxCase[] = table.syntax;

export const evaluationCases: readonly EvaluationCase[] = table.evaluation;

function fieldsFrom(schema: Schema): readonly IndexField[] {
  return Object.entries(schema).map(([name, { fields, ...field }]) =>
    Object.assign(field, { name }, fields && { fields: fieldsFrom(fields) }),
  );
}
