import { valuesAt } from "../schema/find-field.ts";
import { markSpans, sentencesOf } from "../text/highlights.ts";
import type { JsonObject } from "../json-object.ts";
import { matchSpans, wordsIn } from "../text/match-spans.ts";
import { firstInOrder } from "./first-in-order.ts";
import { byScore, type ScoredDocument } from "./order-by.ts";
import { SearchError } from "../search-error.ts";
import type { IndexDefinition } from "../schema/index-definition.ts";
import type { SearchRequest } from "./search-request.ts";
import type { SemanticConfiguration } from "../schema/semantic-settings.ts";
import { searchableTextFields, type TextField } from "../text/text-index.ts";

/**
 * A stand-in for semantic ranking that knows no meaning: what counts is how many of the query's words stand
 * in the fields of the configuration.
 */
export interface SemanticRanking {
  /** From 0 to 4, as the service's. */
  readonly rerankerScore: number;
  readonly caption: SemanticCaption | undefined;
}

/** The sentence of a document that has the most of the query's words. */
interface SemanticCaption {
  readonly text: string;
  readonly highlights: string;
  /** The share of the query's words in it. */
  readonly coverage: number;
}

const maxDocuments = 50;
const maxScore = 4;
const titleShare = 0.25;

/** What the service marks words with in captions and answers. */
const tags = { preTag: "<em>", postTag: "</em>" };

/**
 * The semantic configuration that a request asks for.
 *
 * @throws SearchError when the index does not have it, or has none.
 */
export function semanticConfigurationOf(
  { semantic }: IndexDefinition,
  { semanticConfiguration }: Pick<SearchRequest, "semanticConfiguration">,
): SemanticConfiguration {
  const name = semanticConfiguration ?? semantic?.defaultConfiguration;
  const found = semantic?.configurations.find((configuration) => configuration.name === name);
  if (found) return found;
  throw new SearchError(
    400,
    name
      ? `Unknown semantic configuration '${name}'.\r\nParameter name: semanticConfiguration`
      : "The parameter 'semanticConfiguration' must be specified when queryType is 'semantic' and the index has no default configuration.\r\nParameter name: semanticConfiguration",
    { code: "InvalidRequestParameter" },
  );
}

/** Ranks the best documents anew; those after the first 50 are left out, as in the service. */
export function rankSemantically(
  found: readonly ScoredDocument[],
  text: string,
  definition: IndexDefinition,
  { prioritizedFields }: SemanticConfiguration,
): readonly (ScoredDocument & { readonly semantic: SemanticRanking })[] {
  const { titleField, prioritizedContentFields, prioritizedKeywordsFields } = prioritizedFields;
  const all = searchableTextFields(definition);
  const fieldsOf = (list: readonly { readonly fieldName: string }[]): readonly TextField[] =>
    list.flatMap(({ fieldName }) => all.find(({ path }) => path === fieldName) ?? []);
  const title = fieldsOf(titleField ? [titleField] : []);
  const content = fieldsOf(prioritizedContentFields);
  const body = [...content, ...fieldsOf(prioritizedKeywordsFields)];
  const rank = ({ document }: ScoredDocument): SemanticRanking => {
    const inTitle = coverageOf(document, title, text);
    const inBody = coverageOf(document, body.length > 0 ? body : title, text);
    return {
      rerankerScore: maxScore * (titleShare * inTitle + (1 - titleShare) * inBody),
      caption: captionOf(document, content.length > 0 ? content : title, text),
    };
  };
  return firstInOrder(found, byScore, maxDocuments)
    .map((each) => Object.assign({ semantic: rank(each) }, each))
    .toSorted(
      (left, right) =>
        right.semantic.rerankerScore - left.semantic.rerankerScore || byScore(left, right),
    );
}

/** The share of a text's words that stand in any of the fields. */
function coverageOf(document: JsonObject, fields: readonly TextField[], text: string): number {
  return Math.max(
    0,
    ...fields.map((field) => {
      const values = valuesAt(document, field.path).map(String);
      return coverage(values.join("\n"), field, text);
    }),
  );
}

function coverage(value: string, field: TextField, text: string): number {
  const words = field.searchAnalyzer.analyzeQuery(text);
  return words.length === 0 ? 0 : words.filter(wordsIn(value, field)).length / words.length;
}

function captionOf(
  document: JsonObject,
  fields: readonly TextField[],
  text: string,
): SemanticCaption | undefined {
  const candidates = fields.flatMap((field) =>
    valuesAt(document, field.path).flatMap((value) =>
      sentencesOf(String(value)).map((sentence) => ({
        sentence,
        field,
        coverage: coverage(sentence, field, text),
      })),
    ),
  );
  const [best] = candidates.toSorted((left, right) => right.coverage - left.coverage);
  if (!best) return undefined;
  const spans = matchSpans(best.sentence, best.field, { kind: "text", text });
  return {
    text: best.sentence,
    highlights: spans.length > 0 ? markSpans(best.sentence, spans, tags) : "",
    coverage: best.coverage,
  };
}
