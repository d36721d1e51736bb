import type { Attack, AttackClass, Expected } from "./attack.test.fixture.ts";
import { canary } from "./attack.test.fixture.ts";
import { chat, keysIn, search } from "./chat-request.test.fixture.ts";
import { azure, ids } from "./contoso.test.fixture.ts";

const refused: Expected = { status: 400 };

/** Whatever the caller filters by, its groups are in each filter that is sent. */
const trimmed: Expected = {
  status: 200,
  check({ requests }) {
    for (const { body, url } of requests.filter((request) =>
      request.url.includes("/docs/search"),
    )) {
      const { filter = "" } = JSON.parse(body) as { filter?: string };
      if (!filter.includes(ids.finance)) throw new Error(`${url} was asked without groups`);
    }
  },
};

/** A filter in a question, and in a search. */
const filter = (id: string, name: string, text: string, expected: Expected = refused): Attack[] => [
  {
    id,
    name: `${name}, in a question`,
    attack: (target) => chat(target, { parameters: { filter: text } }),
    expected,
  },
  {
    id,
    name: `${name}, in a search`,
    apps: ["koa-api"],
    attack: (target) =>
      search(target, { search: "allowance", searchFields: "content", filter: text }),
    expected,
  },
];

/** Another body of a search. */
const body = (
  id: string,
  name: string,
  members: Readonly<Record<string, unknown>>,
  expected: Expected = refused,
): Attack => ({
  id,
  name,
  apps: ["koa-api"],
  attack: (target) => search(target, { search: "allowance", searchFields: "content", ...members }),
  expected,
});

const address = (
  id: string,
  name: string,
  path: string,
  expected: Expected,
  method = "GET",
): Attack => ({
  id,
  name,
  apps: ["koa-api"],
  attack: (target) => chat(target, { method, path, body: "" }),
  expected,
});

const parameter = (
  id: string,
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  expected: Expected = refused,
): Attack => ({ id, name, attack: (target) => chat(target, { parameters }), expected });

const foundOnlyOwn: Expected = {
  ...trimmed,
  check(found) {
    trimmed.check?.(found);
    for (const answer of found.answers) {
      const keys = keysIn(answer).filter((key) => key !== "finance" && key !== "hostile");
      if (keys.length > 0) throw new Error(`${keys.join()} was found`);
    }
  },
};

const filteredBefore: Expected = {
  status: [200, 400],
  upstream: "allowed",
  check(found) {
    trimmed.check?.(found);
    for (const request of found.requests) {
      const { vectorFilterMode = "preFilter" } = JSON.parse(request.body) as Record<
        string,
        unknown
      >;
      if (vectorFilterMode !== "preFilter") throw new Error(String(vectorFilterMode));
    }
  },
};

const docs = `/indexes/${azure.index}/docs`;
const version = "api-version=2024-07-01";
const field = azure.groupField;

const attacks: readonly Attack[] = [
  ...[
    "title eq 'a') or (true",
    "true) or (true",
    "title eq 'a' or",
    "true or true) and (true",
    "(true",
    "true)",
    "title eq 'x' -- ",
    "title eq 'x' /* */ or true",
    "title eq 'x'; true",
    "1 eq 1",
    "'a' eq 'a'",
    "not(",
    "title eq 'x' and",
    "search.in(title, 'a', ',') or",
    "title in ('a')",
    "contains(title, 'a')",
    "title eq @p1",
  ].flatMap((text) => filter("F01", `a filter that would break out (${text}) is refused`, text)),
  ...filter(
    "F01",
    "a filter that is no condition is sent with groups, for the service to refuse",
    "title",
    {
      ...trimmed,
      status: [400, 502],
      upstream: "allowed",
    },
  ),
  ...["true or true", "not false", "title ne null", "true"].flatMap((text) =>
    filter("F02", `a filter that is always true (${text}) is trimmed`, text, trimmed),
  ),
  ...[
    ["quotes within quotes", "title eq 'a'' or 1 eq 1 or title eq '''"],
    ["encoded quotes", "title eq %27a%27 or true"],
    ["typographic quotes", "title eq \u2019a\u2019"],
    ["a zero byte", "title eq 'a\u0000' or true"],
    ["a zero byte between words", "title eq 'a'\u0000or true"],
    ["a line separator between words", "title eq 'a'\u2028or true"],
    ["text that runs from right to left", "title eq 'a' \u202Eor true"],
    ["an escape of JSON", "title eq \\u0027a\\u0027"],
    ["a quote that does not end", "title eq 'a"],
  ].flatMap(([what = "", text = ""]) =>
    filter("F03", `${what} in a filter mean no more than they say`, text, {
      ...trimmed,
      status: [200, 400],
      upstream: "allowed",
    }),
  ),
  ...[
    `${field}/any(g: g ne '')`,
    `${field}/any()`,
    `not ${field}/any()`,
    `not ${field}/any(g: g eq '${ids.sales}')`,
    `${field}/all(g: g ne '${ids.finance}')`,
    `title eq 'x' or ${field}/any(g: search.in(g, '${ids.sales}'))`,
    `search.ismatch('${canary}', '${field}')`,
  ].flatMap((text) =>
    filter("F04", `a filter by the security field (${text.slice(0, 40)}) is refused`, text),
  ),
  ...filter(
    "F04",
    "a filter by groups in the form of the hosted service brings no others' documents",
    `${field}/any(g: search.in(g, '${ids.sales},${ids.finance}'))`,
    { ...trimmed, status: [200, 400], upstream: "allowed" },
  ),
  body("F04", "the security field is not sorted by", { orderby: `${field} asc` }),
  body("F04", "the security field is not selected", { select: `id,${field}` }),
  body("F04", "the security field is not counted by", { facets: [`${field},count:1000`] }),
  body("F04", "the security field is not highlighted", { highlight: field }),
  body("F04", "the security field is not searched", { searchFields: `content,${field}` }),
  body("F04", "all fields are not searched where the security field may be among them", {
    searchFields: undefined,
    search: ids.sales,
  }),
  body("F04", "a field is not searched by a query of the full syntax", {
    queryType: "full",
    search: `${field}:${ids.sales}`,
  }),
  body(
    "F04",
    "everything selected does not show the security field",
    { select: "*" },
    foundOnlyOwn,
  ),
  body("F04", "nothing selected does not show the security field", {}, foundOnlyOwn),
  ...["group_ids:*", "/.*/", "allowance~2", "*", '"', "+ - && || ! ( ) { } [ ] ^ ~ * ? : \\ /"].map(
    (question): Attack => ({
      id: "F06",
      name: `a question in the syntax of queries (${question.slice(0, 12)}) is a question`,
      attack: (target) => chat(target, { question }),
      expected: trimmed,
    }),
  ),
  {
    id: "F06",
    name: "a question of 5,000 words is searched for within the service's limits",
    attack: (target) =>
      chat(target, { question: Array.from({ length: 5000 }, (_, i) => `w${i}`).join(" ") }),
    expected: { ...trimmed, status: [200, 400], upstream: "allowed" },
  },
  body(
    "F06",
    "a search of the full syntax without a field is trimmed",
    { queryType: "full", search: "/.*/" },
    {
      ...foundOnlyOwn,
      status: [200, 400],
      upstream: "allowed",
      check: trimmed.check!,
    },
  ),
  body(
    "F07",
    "vectors are not filtered after the search",
    {
      vectorFilterMode: "postFilter",
      vectorQueries: [{ kind: "vector", vector: [0.1], fields: "vector", k: 5 }],
    },
    filteredBefore,
  ),
  body("F07", "nor by strictPostFilter", { vectorFilterMode: "strictPostFilter" }, filteredBefore),
  address(
    "F08",
    "suggestions are trimmed or refused",
    `${docs}/suggest?${version}&search=tra&suggesterName=sg`,
    {
      status: 400,
      upstream: "allowed",
    },
  ),
  address(
    "F08",
    "completions are trimmed or refused",
    `${docs}/autocomplete?${version}&search=tra&suggesterName=sg`,
    {
      status: 400,
      upstream: "allowed",
    },
  ),
  address("F08", "a count counts what may be read", `${docs}/$count?${version}`, {
    status: [200, 400],
    upstream: "allowed",
    check({ answers: [answer] }) {
      if (answer?.status === 200 && Number(answer.text.replace(/^\uFEFF/, "")) !== 2) {
        throw new Error(`it counted ${answer.text}`);
      }
    },
  }),
  body(
    "F08",
    "a count beside a search counts what may be read",
    { search: "*", count: true },
    {
      ...foundOnlyOwn,
      check(found) {
        foundOnlyOwn.check?.(found);
        const total = (JSON.parse(found.answers[0]!.text) as Record<string, unknown>)[
          "@odata.count"
        ];
        if (total !== 2) throw new Error(`it counted ${String(total)}`);
      },
    },
  ),
  body(
    "F08",
    "counts by title count what may be read",
    { search: "*", facets: ["title"] },
    {
      status: [200, 400],
      upstream: "allowed",
      check({ answers: [answer] }) {
        if (answer?.text.includes("Travel sales")) throw new Error("a title of others is counted");
      },
    },
  ),
  ...["finance", "sales"].map((key) =>
    address(
      "F08",
      `a look-up of ${key} by its key is trimmed or refused`,
      `${docs}/${key}?${version}`,
      {
        status: 400,
        upstream: "allowed",
      },
    ),
  ),
  ...(
    [
      ["the definition of an index", "GET", `/indexes/${azure.index}?${version}`],
      ["the list of indexes", "GET", `/indexes?${version}`],
      ["statistics", "GET", `/indexes/${azure.index}/stats?${version}`],
      ["the analyser", "POST", `/indexes/${azure.index}/search.analyze?${version}`],
      ["changes of documents", "POST", `${docs}/index?${version}`],
      ["changes of documents in the other spelling", "POST", `${docs}/search.index?${version}`],
      ["the removal of an index", "DELETE", `/indexes/${azure.index}?${version}`],
      ["synonyms", "GET", `/synonymmaps?${version}`],
      ["indexers", "GET", `/indexers?${version}`],
      ["another index", "POST", `/indexes/board/docs/search?${version}`],
      ["another index in brackets", "POST", `/indexes('board')/docs/search.post.search?${version}`],
      [
        "another index within this one's path",
        "POST",
        `/indexes/${azure.index}/../board/docs/search?${version}`,
      ],
      [
        "another index by an encoded path",
        "POST",
        `/indexes/${azure.index}%2F..%2Fboard/docs/search?${version}`,
      ],
      ["another version of the API", "POST", `${docs}/search?api-version=2099-01-01`],
      ["two versions of the API", "POST", `${docs}/search?${version}&${version}`],
      ["an option in the query beside a body", "POST", `${docs}/search?${version}&$filter=true`],
    ] as const
  ).map(([what, method = "", path = ""]): Attack => ({
    id: "F09",
    name: `${what} cannot be reached`,
    apps: ["koa-api"],
    attack: (target) => search(target, { search: "*", searchFields: "content" }, { path, method }),
    expected: { status: [400, 404, 405] },
  })),
  address(
    "F09",
    "two filters in a query are refused",
    `${docs}?${version}&search=a&searchFields=content&$filter=true&%24filter=true`,
    refused,
  ),
  ...[
    ["1,000 brackets deep", `${"(".repeat(1000)}true${")".repeat(1000)}`],
    ["1,000 times not", `${"not ".repeat(1000)}true`],
    ["500 KB long", `title eq '${"x".repeat(500_000)}'`],
    [
      "5,000 conditions long",
      Array.from({ length: 5000 }, (_, i) => `title eq '${i}'`).join(" or "),
    ],
    ["any within any", `${"tags/any(t: ".repeat(200)}true${")".repeat(200)}`],
  ].flatMap(([what = "", text = ""]) => filter("F10", `a filter that is ${what} is refused`, text)),
  body(
    "F11",
    "answers of the semantic ranker are about what may be read",
    {
      queryType: "semantic",
      semanticConfiguration: "default",
      answers: "extractive|count-3",
      captions: "extractive",
    },
    { status: [200, 400, 502], upstream: "allowed" },
  ),
  ...[1e9, -1, 0, "5", 1.5, null, [5], true].map((value) =>
    parameter(
      "F12",
      `top_n_documents ${JSON.stringify(value)} is refused`,
      { top_n_documents: value },
      {
        status: value === null ? [200, 400] : 400,
        upstream: "allowed",
      },
    ),
  ),
  ...[0, 6, -1, "3", 2.5].map((value) =>
    parameter("F12", `strictness ${JSON.stringify(value)} is refused`, { strictness: value }),
  ),
  {
    id: "F12",
    name: "NaN is no number",
    attack: (target) =>
      chat(target, {
        body: `{"messages":[{"role":"user","content":"x"}],"max_tokens":NaN}`,
      }),
    expected: refused,
  },
  ...[1e9, -1, "5"].map((top) =>
    body(
      "F12",
      `top ${JSON.stringify(top)} brings no more than may be read`,
      { top },
      {
        status: [200, 400, 502],
        upstream: "allowed",
      },
    ),
  ),
  body("F13", "an order by the security field after another is refused", {
    orderby: `search.score() desc, ${field}`,
  }),
  body(
    "F13",
    "an order that would break out is no way around",
    { orderby: "title asc'; --" },
    {
      ...trimmed,
      status: 400,
      upstream: "allowed",
    },
  ),
  ...[
    "sessionId",
    "scoringProfile",
    "debug",
    "speller",
    "queryRewrites",
    "hybridSearch",
    canary,
  ].map((name) =>
    body(
      "F15",
      `${name === canary ? "a member that nobody knows" : name} does not change what may be read`,
      { [name]: "all" },
      {
        status: [200, 400, 502],
        upstream: "allowed",
      },
    ),
  ),
];

/** Searches that would find more than the caller may read. */
export const filterAttacks: AttackClass = { letter: "F", name: "filters and searches", attacks };
