/* oxlint-disable no-await-in-loop -- hosts are asked politely, one page after the other */
import { setTimeout as sleep } from "node:timers/promises";
import { IngestionError, isDocumentError } from "../ingestion-error.ts";
import { parseRobots, type RobotRules } from "./robots.ts";
import type { FetchedPage, FetchPage } from "./page-fetcher.ts";
import { readPageLinks } from "./page-links.ts";
import { endingOf, pageNameOf } from "./page-name.ts";
import { addressRefused, requirePublicUrl } from "./public-url.ts";

/** How far a crawl goes. */
export interface CrawlLimits {
  /** Layers of links that are followed: 0 or 1. */
  readonly maxDepth: number;
  readonly maxPages: number;
  readonly maxPageBytes: number;
  /** Redirections until a page is there. */
  readonly maxRedirects: number;
  /** All of it. */
  readonly maxTimeInMs: number;
  /** One page. */
  readonly maxPageTimeInMs: number;
}

/** What is crawled, and how. */
export interface Crawl {
  readonly urls: readonly string[];
  readonly limits: CrawlLimits;
  readonly fetchPage: FetchPage;
  /** Whether a host may be asked. */
  readonly isHostAllowed: (host: string) => boolean;
  /** Pause between two requests. */
  readonly delayInMs: number;
  readonly abortSignal?: AbortSignal | undefined;
}

/** A page, or why there is none. */
export interface CrawledPage {
  /** As {@link pageNameOf} makes it. */
  readonly name: string;
  readonly url: string;
  readonly bytes: Uint8Array;
  readonly problem?: IngestionError;
}

interface Visit {
  readonly url: URL;
  readonly depth: number;
}

const maxLinksPerPage = 20;
const maxRobotsBytes = 500_000;
const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Reads pages and what they link to on the same host. A page that cannot be read is one with a problem; the rest goes
 * on.
 *
 * @throws IngestionError where a page that was named cannot be reached for now: what it leads to is not known then. The
 *   signal's reason if it aborts.
 */
export async function* crawlPages(crawl: Crawl): AsyncGenerator<CrawledPage> {
  const { limits, abortSignal } = crawl;
  const client = createPoliteClient(crawl);
  const endsAt = performance.now() + limits.maxTimeInMs;
  const queue: Visit[] = crawl.urls.map((text) => ({ url: requirePublicUrl(text), depth: 0 }));
  const seen = new Set(queue.map(({ url }) => url.href));
  const names = new Set<string>();
  let pages = 0;
  for (let visit = queue.shift(); visit !== undefined; visit = queue.shift()) {
    const { url, depth } = visit;
    abortSignal?.throwIfAborted();
    try {
      if (++pages > limits.maxPages) {
        throw new IngestionError("DOCUMENT_TOO_LARGE", "The pages before it are too many.");
      }
      if (performance.now() > endsAt) {
        throw new IngestionError("DOCUMENT_TIMEOUT", "The pages before it took too long.");
      }
      const { page, links } = await readPage(client, url);
      for (const link of depth < limits.maxDepth ? links.slice(0, maxLinksPerPage) : []) {
        if (seen.has(link.href)) continue;
        seen.add(link.href);
        queue.push({ url: link, depth: depth + 1 });
      }
      // two addresses may lead to one page
      if (!names.has(page.name)) yield page;
      names.add(page.name);
    } catch (error) {
      abortSignal?.throwIfAborted();
      if (!isDocumentError(error)) throw error;
      if (error.code === "DOCUMENT_UNREACHABLE" && depth === 0) {
        throw new IngestionError("UPSTREAM_UNAVAILABLE", "A page of the job cannot be reached.", {
          cause: error,
        });
      }
      const name = pageNameOf(url, ".html");
      if (!names.has(name)) yield { name, url: url.href, bytes: new Uint8Array(), problem: error };
      names.add(name);
    }
  }
}

async function readPage(
  client: PoliteClient,
  start: URL,
): Promise<{ readonly page: CrawledPage; readonly links: readonly URL[] }> {
  const { url, answer } = await client.get(start);
  const ending = endingOf(answer.headers.get("content-type"));
  if (ending === undefined) {
    throw new IngestionError("DOCUMENT_UNSUPPORTED", "Pages of this kind are not read.");
  }
  const bytes = inUtf8(answer);
  const page = { name: pageNameOf(url, ending), url: url.href, bytes };
  if (ending !== ".html") return { page, links: [] };
  const { links, isHidden } = readPageLinks(new TextDecoder().decode(bytes), url, answer.headers);
  if (!isHidden) return { page, links };
  throw new IngestionError("DOCUMENT_DISALLOWED", "The page asks not to be indexed.");
}

/** In the encoding that the server says, where it says one. */
function inUtf8({ headers, bytes }: FetchedPage): Uint8Array {
  const contentType = headers.get("content-type") ?? "";
  const [, charset] = /^text\/.*;\s*charset="?([\w-]+)/i.exec(contentType) ?? [];
  if (charset === undefined) return bytes;
  try {
    return new TextEncoder().encode(new TextDecoder(charset).decode(bytes));
  } catch (cause) {
    throw new IngestionError("DOCUMENT_MALFORMED", "The page's encoding is not known.", { cause });
  }
}

interface PoliteClient {
  /** Follows redirections; each is looked at like an address that was named. */
  get(start: URL): Promise<{ readonly url: URL; readonly answer: FetchedPage }>;
}

/** Asks one thing at a time, with pauses, and only what the owner of a host lets robots read. */
function createPoliteClient(crawl: Crawl): PoliteClient {
  const { limits, fetchPage, isHostAllowed, delayInMs, abortSignal } = crawl;
  const hosts = new Map<string, RobotRules>();
  const asked = new Map<string, number>();

  async function ask(url: URL, maxBytes: number, pauseInMs: number): Promise<FetchedPage> {
    const wait = (asked.get(url.host) ?? Number.NEGATIVE_INFINITY) + pauseInMs - performance.now();
    if (wait > 0) await sleep(wait, undefined, { ...(abortSignal && { signal: abortSignal }) });
    const timeout = AbortSignal.timeout(limits.maxPageTimeInMs);
    const signal = abortSignal === undefined ? timeout : AbortSignal.any([abortSignal, timeout]);
    try {
      return await fetchPage(url, { maxBytes, abortSignal: signal });
    } finally {
      asked.set(url.host, performance.now());
    }
  }

  /** @throws IngestionError for what is not gone to. */
  async function follow(
    start: URL,
    step: (url: URL) => Promise<FetchedPage>,
  ): Promise<{ url: URL; answer: FetchedPage }> {
    let url = start;
    for (let turn = 0; turn <= limits.maxRedirects; turn++) {
      if (!isHostAllowed(url.hostname)) throw addressRefused();
      const answer = await step(url);
      const location = answer.headers.get("location");
      if (!redirections.has(answer.status) || location === null) return { url, answer };
      url = requirePublicUrl(location, url);
    }
    throw new IngestionError("DOCUMENT_NOT_FOUND", "The page redirects too often.");
  }

  async function rulesOf(url: URL): Promise<RobotRules> {
    const known = hosts.get(url.host);
    if (known !== undefined) return known;
    const file = new URL("/robots.txt", url);
    const { answer } = await follow(file, (each) => ask(each, maxRobotsBytes, delayInMs));
    const rules = parseRobots(file, answer);
    hosts.set(url.host, rules);
    return rules;
  }

  return {
    async get(start) {
      const { url, answer } = await follow(start, async (each) => {
        const rules = await rulesOf(each);
        if (!rules.isAllowed(each)) {
          throw new IngestionError("DOCUMENT_DISALLOWED", "The host does not let robots read it.");
        }
        return ask(each, limits.maxPageBytes, Math.max(delayInMs, rules.delayInMs));
      });
      if (answer.status === 200) return { url, answer };
      const isGone = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
      throw isGone
        ? new IngestionError("DOCUMENT_NOT_FOUND", "There is no page at the address.")
        : new IngestionError("DOCUMENT_UNREACHABLE", "The page cannot be read now.");
    },
  };
}
