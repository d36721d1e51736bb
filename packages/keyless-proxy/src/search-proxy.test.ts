import type { SearchOptions } from "@azure/search-documents";
import { describe, expect, it } from "vitest";
import {
  board,
  callersToken,
  finance,
  startProxies,
  type Passage,
  type Proxies,
} from "./proxies.test.fixture.ts";
import { createSearchProxy } from "./index.ts";

async function find(
  proxies: Proxies,
  text: string,
  options: SearchOptions<Passage> = {},
): Promise<Passage[]> {
  const { results } = await proxies.searchClient().search(text, options);
  const found: Passage[] = [];
  for await (const { document } of results) found.push(document);
  return found;
}

const search = "/search/indexes/documents/docs/search?api-version=2024-07-01";
const documents = "/search/indexes/documents/docs";

describe("the official client", () => {
  it("[trim/filter-on-the-wire] finds what its user may read, without the security field", async () => {
    const proxies = await startProxies();
    const found = await find(proxies, "budget");
    expect(found).toEqual([expect.objectContaining({ id: "budget", pages: 40 })]);
    expect(found[0]).not.toHaveProperty("group_ids");
    expect(proxies.received("search")[0]?.json["filter"]).toBe(
      `group_ids/any(g: search.in(g, '${finance}', ','))`,
    );
  });

  it("pages to the end with its own filter, which it sees again and no other", async () => {
    const proxies = await startProxies();
    const found = await find(proxies, "*", { filter: "pages ge 10" });
    expect(new Set(found.map(({ id }) => id)).size).toBe(111);
    expect(proxies.received("search")).toHaveLength(3);
    const { results } = await proxies.searchClient().search("*", { filter: "pages ge 10" });
    const { value } = await results.byPage().next();
    const token = JSON.parse(Buffer.from(value.continuationToken, "base64").toString());
    expect(token.nextPageParameters).toMatchObject({ filter: "pages ge 10", skip: 50 });
    expect(token.nextLink).toMatch(new RegExp(`^${proxies.origin}/search/indexes`));
  });

  it("suggests, completes, counts and looks up what its user may read", async () => {
    const proxies = await startProxies();
    const client = proxies.searchClient();
    const { results } = await client.suggest("budget", "titles");
    expect(results.map(({ document }) => document.id)).toEqual(["budget"]);
    expect((await client.autocomplete("sal", "titles")).results).toEqual([]);
    expect(await client.getDocumentsCount()).toBe(121);
    expect(await client.getDocument("budget")).toEqual({
      id: "budget",
      title: "Budget plan",
      pages: 40,
    });
    await expect(client.getDocument("salaries")).rejects.toMatchObject({ statusCode: 404 });
    await expect(client.getDocument("nothing")).rejects.toMatchObject({ statusCode: 404 });
  });

  it("[trim/no-groups-no-documents] causes no request for somebody without groups", async () => {
    const proxies = await startProxies();
    proxies.reader = { groups: [] };
    expect(await find(proxies, "*")).toEqual([]);
    expect(await proxies.searchClient().getDocumentsCount()).toBe(0);
    expect(proxies.received("search")).toEqual([]);
  });

  it("does not write, and reads no other index", async () => {
    const proxies = await startProxies();
    await expect(proxies.searchClient().uploadDocuments([{ id: "x" }])).rejects.toMatchObject({
      statusCode: 404,
    });
    await expect(proxies.searchClient("secret").search("*")).rejects.toMatchObject({
      statusCode: 404,
      code: "INDEX_NOT_FOUND",
    });
    expect(proxies.received("search")).toEqual([]);
  });
});

describe("other clients", () => {
  it("search with the older form of the address, and by GET with links to the next page", async () => {
    const proxies = await startProxies();
    const posted = await proxies.ask(search, { search: "budget", count: true });
    expect(await posted.json()).toMatchObject({ "@odata.count": 1, value: [{ id: "budget" }] });

    const ids: string[] = [];
    let link: string | undefined =
      `${proxies.origin}${documents}?api-version=2024-07-01&search=*&$filter=pages%20ge%200`;
    while (link !== undefined) {
      // oxlint-disable-next-line no-await-in-loop
      const response: Response = await proxies.ask(link.slice(proxies.origin.length));
      // oxlint-disable-next-line no-await-in-loop
      const page = (await response.json()) as { value: Passage[]; "@odata.nextLink"?: string };
      ids.push(...page.value.map(({ id }) => id));
      link = page["@odata.nextLink"];
      expect(JSON.stringify(page)).not.toContain(finance);
    }
    expect(new Set(ids).size).toBe(121);
  });

  it("[inbound/authorization-stays] [inbound/identity-headers-stay] cause requests with nothing of their own headers", async () => {
    const proxies = await startProxies();
    const headers = {
      cookie: "session=secret",
      "x-ms-client-principal": "forged",
      "x-ms-query-source-authorization": "forged",
      "x-ms-enable-elevated-read": "true",
      "x-user-groups": board,
    };
    await proxies.ask(search, { search: "budget" }, { headers });
    const [sent] = proxies.received("search");
    expect(Object.keys(sent?.headers ?? {}).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "authorization",
      "content-type",
      "x-ms-client-request-id",
    ]);
    expect(JSON.stringify(sent)).not.toContain(callersToken);
  });

  it.each([
    ["a filter that breaks out", { filter: "pages gt 0) or (true" }, "INVALID_CALLER_FILTER"],
    ["a filter by the security field", { filter: "group_ids/any()" }, "SECURITY_FIELD_IN_FILTER"],
    ["a selection of it", { select: "group_ids" }, "SECURITY_FIELD_IN_REQUEST"],
    [
      "a filter that takes the place of another",
      { vectorQueries: [{ kind: "text", text: "x", fields: "v", filterOverride: "true" }] },
      "MEMBER_NOT_ALLOWED",
    ],
    ["an unknown member", { moreLikeThis: "salaries" }, "MEMBER_NOT_ALLOWED"],
    ["a member twice", '{"filter":"pages gt 1","\\u0066ilter":"true"}', "INVALID_REQUEST"],
    [
      "what is nested too deeply",
      `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      "INVALID_REQUEST",
    ],
  ])("[trim/breakout-refused] are refused %s, before any call", async (_, body, code) => {
    const proxies = await startProxies();
    const response = await proxies.ask(search, body);
    expect(await response.json()).toMatchObject({ error: { code } });
    expect(proxies.received("search")).toEqual([]);
  });

  it.each([
    "/search/indexes",
    "/search/indexes/documents",
    "/search/indexes/documents/stats",
    "/search/indexes/documents/docs/index",
    "/search/indexes/documents/docs/%2e%2e/secret",
    "/search/indexes/documents%2F../docs",
    "/search/knowledgebases('kb')/retrieve",
    "/search/servicestats",
  ])("find nothing at %s", async (path) => {
    const proxies = await startProxies();
    const response = await proxies.ask(`${path}?api-version=2024-07-01`);
    expect(response.status).toBe(404);
    expect(proxies.received("search")).toEqual([]);
  });

  it("are refused a preview of the API", async () => {
    const proxies = await startProxies();
    const response = await proxies.ask(search.replace("2024-07-01", "2025-08-01-preview"), {});
    expect(response.status).toBe(400);
  });

  it("[inbound/key-never-authenticates] are refused with a key beside the token", async () => {
    const proxies = await startProxies();
    const refused = await proxies.ask(search, {}, { headers: { "api-key": "key" } });
    expect(await refused.json()).toMatchObject({ error: { code: "KEY_REFUSED" } });
    expect(proxies.received("search")).toEqual([]);
  });
});

describe("a failure of the service", () => {
  it("[answer/upstream-403-is-502] is not the caller's when it is about our identity", async () => {
    const proxies = await startProxies();
    for (const assignment of proxies.azure.roles.list()) proxies.azure.roles.revoke(assignment);
    expect((await proxies.ask(search, { search: "budget" })).status).toBe(502);
  });

  it("[answer/no-upstream-detail] is told without the service's words", async () => {
    const proxies = await startProxies();
    const response = await proxies.ask(search, { search: "x", scoringProfile: "missing" });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        code: expect.any(String),
        message: "The service behind this proxy refuses the request.",
      },
    });
  });

  it("is repeated once where no answer came, and no oftener", async () => {
    let failures = 1;
    const proxies = await startProxies({
      intercept: () => (failures-- > 0 ? Promise.reject(new TypeError("fetch failed")) : undefined),
    });
    expect((await proxies.ask(search, { search: "budget" })).status).toBe(200);
    failures = 2;
    expect((await proxies.ask(search, { search: "budget" })).status).toBe(503);
  });

  it("refuses an answer that is none", async () => {
    const proxies = await startProxies();
    proxies.azure.enqueue({ service: "search", status: 200, body: "<html>" });
    expect((await proxies.ask(search, { search: "budget" })).status).toBe(502);
  });

  it("does not wait for an answer that stops coming, nor read one without end", async () => {
    const piece = new Uint8Array(8_388_608).fill(32);
    const bodies = [
      new ReadableStream({ start: (controller) => controller.enqueue(piece) }),
      new ReadableStream({ pull: (controller) => controller.enqueue(piece) }),
    ];
    const proxy = createSearchProxy({
      endpoint: "https://contoso.search.windows.net",
      indexes: ["documents"],
      field: "group_ids",
      credential: { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 9e5 }) },
      timeoutInMs: 1000,
      fetch: async () => new Response(bodies.shift()),
    });
    const ask = () =>
      proxy(new Request(`https://app.example${documents}?api-version=2024-07-01`), {
        principal: { groups: [finance] },
      });
    await expect(ask()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    await expect(ask()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  it("stops at a document that the filter does not let through", async () => {
    const proxies = await startProxies();
    const value = [{ id: "salaries", group_ids: [board] }];
    proxies.azure.enqueue({ service: "search", status: 200, body: { value } });
    const response = await proxies.ask(search, { search: "budget" });
    expect(await response.json()).toMatchObject({ error: { code: "FILTER_LOST" } });
  });
});

describe("options", () => {
  const credential = { getToken: async () => null };
  const options = {
    endpoint: "https://contoso.search.windows.net",
    indexes: ["a"],
    field: "f",
    credential,
  };

  it("[keys/setting-refused] have a credential and no key", () => {
    expect(() => createSearchProxy({ ...options, credential: "key" as never })).toThrow(TypeError);
    const withKey = { ...options, queryKey: "secret" };
    expect(() => createSearchProxy(withKey)).toThrow(/^keyless-proxy: .*TokenCredential/);
  });

  it.each([
    "http://contoso.search.windows.net",
    "https://a@contoso.search.windows.net",
    "https://10.0.0.1",
    "contoso",
  ])("have an endpoint that a token may go to, unlike %s", (endpoint) => {
    expect(() => createSearchProxy({ ...options, endpoint })).toThrow(TypeError);
  });

  it("name indexes", () => {
    expect(() => createSearchProxy({ ...options, indexes: [] })).toThrow(/^keyless-proxy: indexes/);
    expect(() => createSearchProxy({ ...options, indexes: ["a'b"] })).toThrow(TypeError);
  });
});
