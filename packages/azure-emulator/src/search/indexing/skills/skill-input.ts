import { invalidRequest } from "../../search-error.ts";
import { readDefinition, type DefinitionKind } from "../definitions/read-definition.ts";
import { parseAnnotationPath, type AnnotationPath } from "../enrichment/annotation-path.ts";
import { placesAt, valueAt, type EnrichmentScope } from "../enrichment/enriched-node.ts";
import { parseExpression, type Expression } from "../enrichment/expression.ts";

/** Something that is handed to a skill, or mapped to a field: a value, or an object put together of inputs. */
export interface SkillInput {
  readonly name: string;
  /** As it was written; empty for an object. */
  readonly source: string;
  readonly expression: Expression | null;
  /** An object for each place there, where it has one. */
  readonly sourceContext: AnnotationPath | null;
  readonly inputs: readonly SkillInput[];
}

/** @throws SearchError for a source that is neither a path nor an expression. */
export function parseSkillInput(value: unknown, kind: DefinitionKind): SkillInput {
  return readDefinition(value, { ...kind, type: "InputFieldMappingEntry" }, (read) => {
    const name = read.text("name");
    const source = read.optionalText("source") ?? "";
    const context = read.optionalText("sourceContext");
    const inputs = read.list("inputs", (each) => parseSkillInput(each, kind));
    const expression = source === "" ? undefined : parseExpression(source);
    const sourceContext = context === null ? null : parseAnnotationPath(context);
    if (sourceContext === undefined || (source === "" ? inputs.length === 0 : !expression)) {
      throw invalidRequest(
        kind.where,
        `The input '${name}' must have a 'source', as in '/document/content', or 'inputs' of its own.`,
      );
    }
    return { name, source, expression: expression ?? null, sourceContext, inputs };
  });
}

/** The paths that an input and those in it look at. */
export function pathsOf({ expression, sourceContext, inputs }: SkillInput): AnnotationPath[] {
  return [
    ...(expression?.paths ?? []),
    ...(sourceContext ? [sourceContext] : []),
    ...inputs.flatMap(pathsOf),
  ];
}

/**
 * What an input is, seen from where its skill stands.
 *
 * @returns `undefined` where there is nothing.
 * @throws TypeError for an expression whose values do not fit.
 */
export function valueOfInput(input: SkillInput, scope: EnrichmentScope): unknown {
  const { expression, sourceContext, inputs } = input;
  if (expression) return expression.evaluate((path) => valueAt(scope, path));
  if (!sourceContext) return objectOf(inputs, scope);
  return placesAt(scope.root, sourceContext)
    .filter(({ indexes }) => liesIn(scope, sourceContext, indexes))
    .map(({ indexes }) => objectOf(inputs, { root: scope.root, context: sourceContext, indexes }));
}

function objectOf(inputs: readonly SkillInput[], scope: EnrichmentScope): object {
  return Object.fromEntries(inputs.map((each) => [each.name, valueOfInput(each, scope) ?? null]));
}

/** Whether a place is among those that the scope's own stars stand for. */
function liesIn(scope: EnrichmentScope, path: AnnotationPath, indexes: readonly number[]): boolean {
  const shared = path.findIndex((part, at) => part !== scope.context[at]);
  const stars = path.slice(0, shared < 0 ? path.length : shared).filter((part) => part === "*");
  return stars.every((_, star) => indexes[star] === scope.indexes[star]);
}
