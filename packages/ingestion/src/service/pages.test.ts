import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWebSite } from "../crawl/web-site.test.fixture.ts";
import { finance, searchEndpoint, storageEndpoint } from "../local-azure.test.fixture.ts";
import type { IngestionServiceOptions } from "./ingestion-service-options.ts";
import { createLocalService, type LocalService } from "./service.test.fixture.ts";

let local: LocalService;

const site = "https://docs.contoso.example";
const web = createWebSite({
  [`${site}/`]: '<h1>Leave</h1><p>25 days.</p><a href="/hr/pay">Pay</a>',
  [`${site}/hr/pay`]: "<h1>Pay</h1><p>Much.</p>",
});
const pages: IngestionServiceOptions["pages"] = {
  hosts: ["docs.contoso.example"],
  fetchPage: web.fetchPage,
  delayInMs: 0,
};

beforeEach(() => {
  local = createLocalService({ pages });
});
afterEach(() => local.service.close());

const path = "/openai/ingestion/jobs/web";
const version = "?api-version=2024-05-01-preview";

function jobOf(datasource: object): object {
  const managed = { kind: "EndpointWithManagedIdentity" };
  return {
    kind: "SystemCompute",
    searchServiceConnection: { ...managed, endpoint: searchEndpoint },
    datasource: {
      kind: "Urls",
      connection: { ...managed, endpoint: storageEndpoint },
      containerName: "handbook",
      embeddings: [],
      ...datasource,
    },
  };
}

async function run(datasource: object): Promise<unknown> {
  const started = await local.ask("PUT", path + version, { body: jobOf(datasource) });
  if (started.status !== 200) return started;
  await local.service.idle();
  const { value } = (await local.ask("GET", `${path}/runs${version}`)).body;
  return value?.[0];
}

const access = (path_: string): string =>
  JSON.stringify({ rules: [{ path: path_, groups: [finance] }] });

describe("a job of pages", () => {
  it("[ingest/no-groups-nobody] makes an index of them, for the groups of the access file only", async () => {
    await local.put("access.json", access("docs.contoso.example/hr/*"));
    await local.put("other.md", "not of the job", { group_ids: finance });
    expect(await run({ urls: [`${site}/`] })).toMatchObject({
      status: "succeeded",
      warnings: [expect.stringContaining("docs.contoso.example/index.html: NO_GROUPS")],
    });
    expect(await local.documents("web")).toMatchObject([
      {
        filepath: "docs.contoso.example/hr/pay.html",
        url: `${site}/hr/pay`,
        content: expect.stringContaining("Much."),
        group_ids: [finance],
      },
      { filepath: "docs.contoso.example/index.html", url: `${site}/`, group_ids: [] },
    ]);
  });

  it("done again, changes what has changed, and deletes what is gone", async () => {
    await local.put("access.json", access("docs.contoso.example/*"));
    await run({ urls: [`${site}/`] });
    const before = await local.documents("web");
    expect(await run({ urls: [`${site}/`] })).toMatchObject({ status: "succeeded" });
    expect(await local.documents("web")).toEqual(before);
    await run({ urls: [`${site}/`], crawling: { maxCrawlDepth: 0 } });
    expect(await local.documents("web")).toEqual(before.slice(1));
  });

  it("leaves the index as it is when a page cannot be reached", async () => {
    await run({ urls: [`${site}/`] });
    const before = await local.documents("web");
    const page = web.pages[`${site}/`]!;
    web.pages[`${site}/`] = { status: 503 };
    const failed = await run({ urls: [`${site}/`] });
    web.pages[`${site}/`] = page;
    expect(failed).toMatchObject({
      status: "failed",
      error: { innerErrors: ["UPSTREAM_UNAVAILABLE"] },
    });
    expect(await local.documents("web")).toEqual(before);
  });

  it("answers with what it will read, and within which limits", async () => {
    const crawling = { maxFiles: 10, maxFileSize: 1_000, maxCrawlTimeInMins: 5 };
    const { body } = await local.ask("PUT", path + version, {
      body: jobOf({ urls: [site], crawling }),
    });
    expect(body["datasource"]).toMatchObject({
      kind: "Urls",
      urls: [`${site}/`],
      crawling: { ...crawling, maxCrawlDepth: 1, maxDownloadTimeInMins: 1, maxRedirects: 5 },
    });
    await local.service.idle();
  });

  it.each([
    ["no address", []],
    ["too many", Array.from({ length: 101 }, (_, n) => `${site}/${n}`)],
    ["an open connection", ["http://docs.contoso.example/"]],
    ["this machine", ["https://127.0.0.1/"]],
    ["this machine in other words", ["https://0x7f.1/"]],
    ["the machine's settings", ["https://169.254.169.254/metadata/instance"]],
    ["a password", ["https://ada:secret@docs.contoso.example/"]],
    ["another port", ["https://docs.contoso.example:8443/"]],
    ["no text", [7]],
  ])("with %s is no job", async (_, urls) => {
    const refused = await run({ urls });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: "invalidPayload" } } });
    expect(local.sent).toEqual([]);
  });

  it.each([
    ["deeper than one layer", { maxCrawlDepth: 2 }],
    ["of more than 5 MB a page", { maxFileSize: 5_000_001 }],
    ["with more redirections", { maxRedirects: 11 }],
    ["with a negative limit", { maxFiles: -1 }],
    ["with an unknown limit", { maxThings: 1 }],
  ])("%s is no job", async (_, crawling) => {
    expect(await run({ urls: [site], crawling })).toMatchObject({ status: 400 });
  });

  it("of a host that the server is not set up for is refused before any call", async () => {
    const refused = { status: 403, body: { error: { code: "forbidden" } } };
    expect(await run({ urls: ["https://other.example/"] })).toMatchObject(refused);
    local = createLocalService();
    expect(await run({ urls: [site] })).toMatchObject(refused);
    expect(local.sent).toEqual([]);
  });

  it("of any public host is done where the server is set up for it", async () => {
    local = createLocalService({ pages: { ...pages, hosts: "any" } });
    expect(await run({ urls: [site] })).toMatchObject({ status: "succeeded" });
  });

  it("names hosts, and no patterns", () => {
    expect(() => createLocalService({ pages: { hosts: ["*.contoso.example"] } })).toThrow(
      /^ingestion: pages.hosts/,
    );
  });
});
