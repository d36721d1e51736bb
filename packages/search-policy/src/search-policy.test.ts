import { RestError, type PipelinePolicy } from "@azure/core-rest-pipeline";
import { beforeEach, describe, expect, it } from "vitest";
import type { SearchOptions } from "@azure/search-documents";
import {
  ada,
  board,
  clientOf,
  createSearchEmulator,
  finance,
  index,
  nobodys,
  received,
  type Passage,
} from "./search-policy.test.fixture.ts";
import { searchPolicy, searchPolicyName, type SearchTrimmerOptions } from "./index.ts";

let azure: ReturnType<typeof createSearchEmulator>;
beforeEach(() => {
  azure = createSearchEmulator();
});

const clientFor = (groups: readonly string[], options: Partial<SearchTrimmerOptions> = {}) =>
  clientOf(azure, searchPolicy({ principal: { groups }, field: "group_ids", index, ...options }));

async function find(
  groups: readonly string[],
  text: string,
  options: SearchOptions<Passage> = {},
): Promise<Passage[]> {
  const { results } = await clientFor(groups).search(text, options);
  const found: Passage[] = [];
  for await (const { document } of results) found.push(document);
  return found;
}

const idsOf = async (...asked: Parameters<typeof find>): Promise<string[]> =>
  (await find(...asked)).map(({ id }) => id);

const refusedWith = (code: string) => expect.objectContaining({ code });

describe("a search", () => {
  it("[trim/filter-on-the-wire] finds what the groups may read, by the filter that the service received", async () => {
    expect(await idsOf([finance], "budget")).toEqual(["budget"]);
    expect(received(azure)[0]?.["filter"]).toBe(
      `group_ids/any(g: search.in(g, '${finance}', ','))`,
    );
  });

  it("[trim/security-field-stripped] asks for all fields, as the client does by itself, and shows all but one", async () => {
    const [document] = await find([finance], "budget");
    expect(received(azure)[0]?.["select"]).toBe("*");
    expect(document).toMatchObject({ id: "budget", title: "Budget plan", pages: 40 });
    expect(document).not.toHaveProperty("group_ids");
  });

  it("[trim/caller-only-narrows] adds the caller's filter", async () => {
    const filter = "pages gt 118 or pages lt 1";
    expect((await idsOf([finance], "*", { filter })).toSorted()).toEqual(["f0", "f119"]);
  });

  it.each(["pages gt 0) or (true", "true) or group_ids/any(", "x'"])(
    "[trim/breakout-refused] refuses a filter that is not whole by itself: %s",
    async (filter) => {
      await expect(find([finance], "*", { filter })).rejects.toEqual(
        refusedWith("INVALID_CALLER_FILTER"),
      );
      expect(received(azure)).toEqual([]);
    },
  );

  it("[trim/security-field-refused] refuses to filter, sort, count or search by the security field", async () => {
    const filter = "group_ids/any(g: g eq 'x')";
    await expect(find([finance], "*", { filter })).rejects.toEqual(
      refusedWith("SECURITY_FIELD_IN_FILTER"),
    );
    for (const options of [
      { select: ["id", "group_ids"] },
      { facets: ["group_ids"] },
      { orderBy: ["group_ids"] },
      { searchFields: ["group_ids"] },
    ] satisfies SearchOptions<Passage>[]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(find([finance], "*", options)).rejects.toEqual(
        refusedWith("SECURITY_FIELD_IN_REQUEST"),
      );
    }
    expect(received(azure)).toEqual([]);
  });

  it("[search/paging-keeps-callers-filter] pages to the end, with the caller's filter on each page", async () => {
    const ids = await idsOf([finance], "invoice", { filter: "pages ge 0" });
    expect(new Set(ids).size).toBe(120);
    const bodies = received(azure);
    expect(bodies.map(({ skip }) => skip)).toEqual([undefined, 50, 100]);
    expect(new Set(bodies.map(({ filter }) => filter)).size).toBe(1);
  });

  it("shows the caller's own filter in the token for the next page, and no other", async () => {
    const { results } = await clientFor([finance]).search("*", { filter: "pages ge 0" });
    const page = await results.byPage().next();
    const token = String(page.value.continuationToken);
    const decoded = Buffer.from(token, "base64").toString();
    expect(JSON.parse(decoded).nextPageParameters).toEqual({
      filter: "pages ge 0",
      skip: 50,
      searchText: "*",
      select: "*",
    });
    expect(decoded).not.toContain(finance);
  });

  it("[search/paging-keeps-callers-filter] does not believe a forged token for the next page", async () => {
    const forged = Buffer.from(
      JSON.stringify({
        apiVersion: "2026-04-01",
        nextLink: "x",
        nextPageParameters: { filter: "true" },
      }),
    ).toString("base64");
    const { results } = await clientFor([finance]).search("budget");
    const { value } = await results.byPage({ continuationToken: forged }).next();
    expect(value.results.map(({ document }: { document: Passage }) => document.id)).toEqual([
      "budget",
    ]);
  });

  it("does not lift what the service itself restricts", async () => {
    const headers = { "x-ms-enable-elevated-read": "true" };
    await clientFor([finance]).search("budget", { requestOptions: { headers } });
    const [request] = azure.requests;
    expect(request?.headers).not.toHaveProperty("x-ms-enable-elevated-read");
  });

  it("counts and facets what may be read only", async () => {
    const answer = await clientFor([board]).search("budget", {
      includeTotalCount: true,
      facets: ["pages"],
    });
    expect(answer.count).toBe(1);
    expect(answer.facets?.["pages"]).toEqual([expect.objectContaining({ count: 1, value: 3 })]);
  });

  it("[trim/no-groups-no-documents] sends nothing for somebody without groups", async () => {
    const client = clientFor([]);
    const answer = await client.search("budget", { includeTotalCount: true });
    expect(answer.count).toBe(0);
    expect((await answer.results.next()).done).toBe(true);
    expect(await client.getDocumentsCount()).toBe(0);
    expect((await client.suggest("bud", "titles")).results).toEqual([]);
    await expect(client.getDocument("budget")).rejects.toMatchObject({ statusCode: 404 });
    expect(received(azure)).toEqual([]);
  });

  it("[search/foreign-hit-stops] stops at a document that the filter does not let through", async () => {
    const losesFilter: PipelinePolicy = {
      name: "losesFilter",
      sendRequest(request, next) {
        request.body = JSON.stringify({ search: "budget" });
        return next(request);
      },
    };
    const client = clientFor([finance]);
    client.pipeline.addPolicy(losesFilter, { afterPolicies: [searchPolicyName] });
    await expect(client.search("budget")).rejects.toEqual(refusedWith("FILTER_LOST"));
  });
});

describe("the other operations", () => {
  it("suggests and completes from what may be read", async () => {
    const client = clientFor([finance]);
    const { results } = await client.suggest("budget", "titles", { select: ["id"] });
    expect(results.map(({ document }) => document.id)).toEqual(["budget"]);
    const completed = await client.autocomplete("sal", "titles");
    expect(completed.results).toEqual([]);
    expect((await clientFor([board]).autocomplete("sal", "titles")).results).toHaveLength(1);
  });

  it("[search/lookup-and-count-trimmed] counts what may be read", async () => {
    expect(await clientFor([finance]).getDocumentsCount()).toBe(121);
    expect(await clientFor([nobodys]).getDocumentsCount()).toBe(0);
  });

  it("[search/lookup-and-count-trimmed] looks a document up, and does not tell a hidden one from none", async () => {
    const client = clientFor([finance]);
    const document = await client.getDocument("budget");
    expect(document).toEqual({
      id: "budget",
      title: "Budget plan",
      content: "The budget is two million.",
      pages: 40,
      user_ids: [],
    });
    const refusals = await Promise.all(
      ["salaries", "nothing"].map((key) =>
        client.getDocument(key).catch((error: unknown) => error),
      ),
    );
    const [hidden, absent] = refusals.map((error) => {
      const { statusCode, message, code } = error as {
        statusCode: number;
        message: string;
        code: string;
      };
      return { statusCode, message, code };
    });
    expect(hidden).toMatchObject({ statusCode: 404 });
    expect(hidden).toEqual(absent);
  });

  it("looks up the fields that were selected", async () => {
    await expect(
      clientFor([finance]).getDocument("budget", { selectedFields: ["title"] }),
    ).resolves.toEqual({ title: "Budget plan" });
  });

  it("refuses to look up where the key is not known to be filterable", async () => {
    const { index: _, ...rest } = { index, field: "group_ids" };
    const client = clientOf(azure, searchPolicy({ principal: { groups: [finance] }, ...rest }));
    await expect(client.getDocument("budget")).rejects.toEqual(refusedWith("LOOKUP_NOT_ALLOWED"));
    expect(received(azure)).toEqual([]);
  });

  it("refuses whatever else the client sends", async () => {
    const client = clientFor([finance]);
    await expect(client.uploadDocuments([{ id: "new" }])).rejects.toEqual(
      refusedWith("ROUTE_NOT_ALLOWED"),
    );
    expect(received(azure)).toEqual([]);
  });
});

describe("who asks", () => {
  it("is looked up at each request", async () => {
    const readers = [[finance], [board]];
    const getPrincipal = () => ({ groups: readers.shift() ?? [] });
    const client = clientOf(azure, searchPolicy({ getPrincipal, field: "group_ids", index }));
    expect(await client.getDocumentsCount()).toBe(121);
    expect(await client.getDocumentsCount()).toBe(121);
    expect(await client.getDocumentsCount()).toBe(0);
  });

  it("[trim/never-unfiltered] has to be somebody", async () => {
    const client = clientOf(
      azure,
      searchPolicy({ getPrincipal: () => undefined, field: "group_ids", index }),
    );
    await expect(client.search("*")).rejects.toEqual(refusedWith("PRINCIPAL_MISSING"));
    expect(received(azure)).toEqual([]);
  });

  it("may be named by a document", async () => {
    const options = { field: "group_ids", userField: "user_ids", index };
    const principal = { groups: [finance], objectId: ada };
    const client = clientOf(azure, searchPolicy({ principal, ...options }));
    await expect(client.getDocument("letter")).resolves.toEqual({
      id: "letter",
      title: "Letter",
      content: "To Ada.",
      pages: 1,
    });
  });
});

describe("a failure", () => {
  it("does not show the filter in what the service says of it", async () => {
    azure.enqueue({
      service: "search",
      status: 400,
      body: {
        error: { code: "X", message: `Invalid: group_ids/any(g: search.in(g, '${finance}'))` },
      },
    });
    const error = await clientFor([finance])
      .search("*")
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ statusCode: 400, message: "AI Search refused the request." });
    expect(JSON.stringify(error)).not.toContain(finance);
  });

  it("keeps what the service says of the caller's part", async () => {
    azure.enqueue({
      service: "search",
      status: 400,
      body: { error: { code: "", message: "Unknown scoring profile." } },
    });
    await expect(clientFor([finance]).search("*")).rejects.toMatchObject({
      message: "Unknown scoring profile.",
    });
  });

  it("does not show the filter in an error on the way", async () => {
    const client = clientFor([finance]);
    client.pipeline.addPolicy(
      {
        name: "offline",
        sendRequest: (request) => Promise.reject(new RestError("offline", { request })),
      },
      { afterPolicies: [searchPolicyName] },
    );
    const error = await client.search("*").catch((thrown: unknown) => thrown);
    expect((error as RestError).request?.body).toBe('{"search":"*","select":"*"}');
  });

  it("refuses an answer that is none", async () => {
    azure.enqueue({ service: "search", status: 200, body: { value: {} } });
    await expect(clientFor([finance]).search("*")).rejects.toEqual(
      refusedWith("ANSWER_NOT_UNDERSTOOD"),
    );
  });
});

describe("options", () => {
  it("have to say who asks, once", () => {
    const principal = { groups: [finance] };
    const both = { principal, getPrincipal: () => principal, field: "group_ids" };
    expect(() => searchPolicy(both as never)).toThrow(TypeError);
    expect(() => searchPolicy({ field: "group_ids" } as never)).toThrow(/^search-policy: /);
  });

  it("have to make a rule, with a key that can be filtered by", () => {
    const principal = { groups: [finance] };
    expect(() => searchPolicy({ principal, field: "" })).toThrow(TypeError);
    expect(() => searchPolicy({ principal, field: "group_ids", index, keyField: "none" })).toThrow(
      /keyField/,
    );
  });
});
