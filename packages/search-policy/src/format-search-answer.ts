import type { SearchRequest } from "@entrim/group-filter";
import { SearchPolicyError } from "./search-policy-error.ts";
import type { SearchRoute } from "./search-route.ts";
import {
  isJsonObject,
  withoutSecurityFields,
  type JsonObject,
  type ReadableBy,
} from "./security-fields.ts";

/** What whoever asked gets. */
export interface SearchAnswer {
  readonly status: 200 | 404;
  readonly contentType: string;
  readonly body: string;
}

/** What was asked, and what decides about each document. */
interface AnswerContext {
  readonly route: SearchRoute;
  /** The request as it came, before it was restricted. */
  readonly asked: SearchRequest;
  readonly rules: readonly ReadableBy[];
}

/** What an answer may say about all of what was found; anything else may say more than that. */
const shownOfAnswer = [
  "@odata.count",
  "@search.coverage",
  "@search.facets",
  "@search.answers",
  "@search.semanticPartialResponseReason",
  "@search.semanticPartialResponseType",
];

/** What an answer may say about one document. */
const shownOfHit: ReadonlySet<string> = new Set([
  "@search.score",
  "@search.rerankerScore",
  "@search.rerankerBoostedScore",
  "@search.captions",
  "@search.highlights",
  "@search.text",
]);

/**
 * The answer of AI Search, for the request as it came: its documents without the security fields, its next
 * page with the filter that the caller sent.
 *
 * @param found What the service answered; `undefined` is an answer without documents.
 * @throws SearchPolicyError for what is none, and for a document that the filter does not let through.
 */
export function formatSearchAnswer(found: unknown, context: AnswerContext): SearchAnswer {
  const { operation } = context.route;
  const answer = found === undefined ? emptyAnswer(context) : found;
  if (!isJsonObject(answer) || !Array.isArray(answer["value"])) throw notUnderstood();
  const { value } = answer;
  if (operation === "count") return plainText(answer["@odata.count"]);
  // completions are words of the documents that were let through
  const hits = operation === "autocomplete" ? value : value.map((hit) => trimHit(hit, context));
  if (operation === "lookup") return lookedUp(hits[0]);
  const next = nextPage(answer, context);
  return json(200, {
    ...Object.fromEntries(
      shownOfAnswer
        .filter((name) => Object.hasOwn(answer, name))
        .map((name) => [name, answer[name]]),
    ),
    ...(next && { "@search.nextPageParameters": next.parameters }),
    value: hits,
    ...(next && { "@odata.nextLink": next.link }),
  });
}

function emptyAnswer({ asked }: AnswerContext): JsonObject {
  return { ...(asked["count"] === true && { "@odata.count": 0 }), value: [] };
}

function trimHit(hit: unknown, { route, rules }: AnswerContext): JsonObject {
  if (!isJsonObject(hit)) throw notUnderstood();
  const document = withoutSecurityFields(hit, rules);
  return Object.fromEntries(
    Object.entries(document).filter(
      ([name]) => !name.startsWith("@") || (route.operation !== "lookup" && shownOfHit.has(name)),
    ),
  );
}

/** Hidden and absent are the same. */
function lookedUp(document: unknown): SearchAnswer {
  if (document !== undefined) return json(200, document);
  return json(404, { error: { code: "", message: "The document was not found." } });
}

/** Only where to go on is the service's; what to ask there is what was asked. */
function nextPage(
  answer: JsonObject,
  { route, asked }: AnswerContext,
): { readonly parameters: JsonObject; readonly link: string } | undefined {
  const next = answer["@search.nextPageParameters"];
  if (next === undefined || next === null) return undefined;
  if (!isJsonObject(next)) throw notUnderstood();
  const place: [string, number][] = ["skip", "top"].flatMap((name) => {
    const value = next[name];
    return typeof value === "number" ? [[name, value]] : [];
  });
  const link = new URL(route.url);
  if (route.options)
    for (const [name, value] of place) link.searchParams.set(`$${name}`, `${value}`);
  return { parameters: { ...asked, ...Object.fromEntries(place) }, link: link.href };
}

function plainText(count: unknown): SearchAnswer {
  if (typeof count !== "number") throw notUnderstood();
  return { status: 200, contentType: "text/plain", body: String(count) };
}

function json(status: 200 | 404, body: unknown): SearchAnswer {
  return { status, contentType: "application/json; charset=utf-8", body: JSON.stringify(body) };
}

function notUnderstood(): SearchPolicyError {
  return new SearchPolicyError(
    "ANSWER_NOT_UNDERSTOOD",
    "What AI Search answered is none of its answers, so it is not handed on.",
  );
}
