import { describe, expect, it } from "vitest";
import { crawlPages, type Crawl, type CrawlLimits } from "./crawl-pages.ts";
import { createWebSite, type Answer, type WebSite } from "./web-site.test.fixture.ts";

const site = "https://docs.contoso.example";
const usual: CrawlLimits = {
  maxDepth: 1,
  maxPages: 100,
  maxPageBytes: 10_000,
  maxRedirects: 2,
  maxTimeInMs: 60_000,
  maxPageTimeInMs: 60_000,
};

/** What became of each page: its text, or the code of its problem. */
async function crawl(
  { fetchPage }: Pick<WebSite, "fetchPage">,
  {
    urls = [`${site}/`],
    limits = {},
    ...change
  }: Partial<Omit<Crawl, "limits">> & { readonly limits?: Partial<CrawlLimits> } = {},
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const pages = crawlPages({
    urls,
    limits: { ...usual, ...limits },
    fetchPage,
    isHostAllowed: () => true,
    delayInMs: 0,
    ...change,
  });
  for await (const { name, bytes, problem } of pages) {
    found[name] = problem?.code ?? new TextDecoder().decode(bytes);
  }
  return found;
}

const link = (href: string, more = ""): string => `<a href="${href}" ${more}>x</a>`;

const to = (location: string): Answer => ({ status: 302, headers: { location } });

describe("crawlPages", () => {
  it("follows one layer of links on the same host", async () => {
    const web = createWebSite({
      [`${site}/`]: `${link("/a#part")}${link("b/?q=1")}${link("https://other.example/")}${link("mailto:x@y")}${link("http://docs.contoso.example/plain")}${link("/c", 'rel="nofollow"')}`,
      [`${site}/a`]: link("/deeper"),
      [`${site}/b/?q=1`]: "B",
      [`${site}/deeper`]: "no",
    });
    expect(Object.keys(await crawl(web))).toEqual([
      "docs.contoso.example/index.html",
      "docs.contoso.example/a.html",
      "docs.contoso.example/b/index?q=1.html",
    ]);
    expect(Object.keys(await crawl(web, { limits: { maxDepth: 0 } }))).toHaveLength(1);
  });

  it("follows at most twenty links of a page", async () => {
    const links = Array.from({ length: 30 }, (_, n) => link(`/${n}`)).join("");
    expect(Object.keys(await crawl(createWebSite({ [`${site}/`]: links })))).toHaveLength(21);
  });

  it("reads what its owner lets robots read", async () => {
    const web = createWebSite({
      [`${site}/robots.txt`]: "User-agent: *\nDisallow: /private\n",
      [`${site}/`]: link("/private/a") + link("/b") + link("/c") + link("/d"),
      [`${site}/b`]: '<meta name="robots" content="noindex">',
      [`${site}/c`]: { headers: { "x-robots-tag": "none" }, body: "C" },
      [`${site}/d`]: "D",
    });
    expect(await crawl(web)).toMatchObject({
      "docs.contoso.example/private/a.html": "DOCUMENT_DISALLOWED",
      "docs.contoso.example/b.html": "DOCUMENT_DISALLOWED",
      "docs.contoso.example/c.html": "DOCUMENT_DISALLOWED",
      "docs.contoso.example/d.html": "D",
    });
    expect(web.asked.map(({ url }) => url)).not.toContain(`${site}/private/a`);
    // asked for once
    expect(web.asked.filter(({ url }) => url.endsWith("robots.txt"))).toHaveLength(1);
  });

  it.each([429, 500, 503])("reads nothing where robots.txt is answered with %i", async (status) => {
    const web = createWebSite({ [`${site}/robots.txt`]: { status }, [`${site}/`]: "x" });
    await expect(crawl(web)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
    expect(web.asked).toHaveLength(1);
  });

  it("[ingest/public-pages] looks at each address that it is redirected to", async () => {
    const web = createWebSite({
      [`${site}/metadata`]: to("https://169.254.169.254/metadata/instance"),
      [`${site}/plain`]: to("http://docs.contoso.example/"),
      [`${site}/local`]: to("https://localhost/"),
      [`${site}/other`]: to("https://other.example/secret"),
      [`${site}/loop`]: to("/loop"),
      [`${site}/moved`]: to("/here"),
      [`${site}/here`]: "here",
      [`${site}/robots`]: to("https://closed.example/page"),
      "https://closed.example/robots.txt": "User-agent: *\nDisallow: /",
      "https://closed.example/page": "closed",
    });
    const urls = ["metadata", "plain", "local", "other", "loop", "moved", "robots"];
    const found = await crawl(web, {
      urls: urls.map((path) => `${site}/${path}`),
      isHostAllowed: (host) => host !== "other.example",
    });
    expect(found).toEqual({
      "docs.contoso.example/metadata.html": "DOCUMENT_ADDRESS_REFUSED",
      "docs.contoso.example/plain.html": "DOCUMENT_ADDRESS_REFUSED",
      "docs.contoso.example/local.html": "DOCUMENT_ADDRESS_REFUSED",
      "docs.contoso.example/other.html": "DOCUMENT_ADDRESS_REFUSED",
      "docs.contoso.example/loop.html": "DOCUMENT_NOT_FOUND",
      // by where it is, for that is what rules speak of
      "docs.contoso.example/here.html": "here",
      "docs.contoso.example/robots.html": "DOCUMENT_DISALLOWED",
    });
    expect(web.asked.filter(({ url }) => !url.startsWith(site))).toEqual([
      expect.objectContaining({ url: "https://closed.example/robots.txt" }),
    ]);
  });

  it("goes on after a link that is gone, broken or of another kind", async () => {
    const web = createWebSite({
      [`${site}/`]: link("/gone") + link("/busy") + link("/image") + link("/text") + link("/jp"),
      [`${site}/busy`]: { status: 503 },
      [`${site}/image`]: { headers: { "content-type": "image/png" } },
      [`${site}/text`]: { headers: { "content-type": "text/plain" }, body: "plain" },
      [`${site}/jp`]: { headers: { "content-type": "text/html; charset=nonsense" } },
    });
    expect(await crawl(web)).toMatchObject({
      "docs.contoso.example/gone.html": "DOCUMENT_NOT_FOUND",
      "docs.contoso.example/busy.html": "DOCUMENT_UNREACHABLE",
      "docs.contoso.example/image.html": "DOCUMENT_UNSUPPORTED",
      "docs.contoso.example/text.txt": "plain",
      "docs.contoso.example/jp.html": "DOCUMENT_MALFORMED",
    });
  });

  it("ends where a page of the job cannot be reached, for its links are not known then", async () => {
    const web = createWebSite({ [`${site}/`]: { status: 503 } });
    await expect(crawl(web)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  });

  it("keeps its limits of pages and time", async () => {
    const web = createWebSite({ [`${site}/`]: link("/a") + link("/b"), [`${site}/a`]: "A" });
    expect(await crawl(web, { limits: { maxPages: 2 } })).toMatchObject({
      "docs.contoso.example/a.html": "A",
      "docs.contoso.example/b.html": "DOCUMENT_TOO_LARGE",
    });
    expect(await crawl(web, { limits: { maxTimeInMs: -1 } })).toEqual({
      "docs.contoso.example/index.html": "DOCUMENT_TIMEOUT",
    });
  });

  it("asks one host one thing at a time, with the pauses that it wants", async () => {
    const web = createWebSite({
      [`${site}/robots.txt`]: "User-agent: *\nCrawl-delay: 0.05\n",
      [`${site}/`]: link("/a"),
      [`${site}/a`]: "A",
    });
    let busy = 0;
    await crawl({
      async fetchPage(url, options) {
        expect(++busy).toBe(1);
        const page = await web.fetchPage(url, options);
        busy--;
        return page;
      },
    });
    const times = web.asked.map(({ at }) => at);
    expect(times[2]! - times[0]!).toBeGreaterThanOrEqual(95);
  });

  it("ends with the signal's reason", async () => {
    const abort = new AbortController();
    const web = createWebSite({ [`${site}/`]: link("/a") });
    const ended = crawl(
      {
        fetchPage(url, options) {
          abort.abort(new Error("enough"));
          return web.fetchPage(url, options);
        },
      },
      { abortSignal: abort.signal },
    );
    await expect(ended).rejects.toThrow("enough");
  });

  it.each([
    ["/hr/%E4%BC%91%E6%9A%87", "docs.contoso.example/hr/休暇.html"],
    ["/hr%2Fsecret", "docs.contoso.example/hr%2Fsecret.html"],
    ["/public/..%2Fhr", "docs.contoso.example/public/..%2Fhr.html"],
    ["/public/../hr", "docs.contoso.example/hr.html"],
    ["/a?x=/hr/b", "docs.contoso.example/a?x=%2Fhr%2Fb.html"],
    ["/%", "docs.contoso.example/%.html"],
  ])("calls %s %s, so that no address slips under another folder's rule", async (path, name) => {
    const { href } = new URL(path, site);
    expect(await crawl(createWebSite({ [href]: "x" }), { urls: [href] })).toEqual({ [name]: "x" });
  });
});
