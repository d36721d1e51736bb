import type { CrawlLimits } from "../crawl/crawl-pages.ts";
import { requirePublicUrl } from "../crawl/public-url.ts";
import { isIngestionError } from "../ingestion-error.ts";
import { invalidJob, objectIn, requireMembers, type JsonObject } from "./json-members.ts";
import type { JobDefinition } from "./job-definition.ts";

const minute = 60_000;
const maxUrls = 100;

/** Where a job does not say, and at most. */
const bounds: Readonly<Record<keyof CrawlLimits, { usual: number; most: number }>> = {
  maxDepth: { usual: 1, most: 1 },
  maxPages: { usual: 500, most: 2_000 },
  maxPageBytes: { usual: 5_000_000, most: 5_000_000 },
  maxRedirects: { usual: 5, most: 10 },
  maxTimeInMs: { usual: 30 * minute, most: 120 * minute },
  maxPageTimeInMs: { usual: minute, most: 10 * minute },
};

/**
 * Reads the pages of a `Urls` data source. `maxFileSize` is in bytes, at most 5 MB.
 *
 * @throws IngestionError for pages that are not public, or more than is read.
 */
export function readPages(datasource: JsonObject): NonNullable<JobDefinition["pages"]> {
  const { urls } = datasource;
  if (!Array.isArray(urls) || urls.length === 0 || urls.length > maxUrls) {
    throw invalidJob(`urls must be a list of 1 to ${maxUrls} addresses`);
  }
  const crawling = datasource["crawling"] === undefined ? {} : objectIn(datasource, "crawling");
  requireMembers(crawling, [
    "maxCrawlDepth",
    "maxCrawlTimeInMins",
    "maxDownloadTimeInMins",
    "maxFileSize",
    "maxRedirects",
    "maxFiles",
  ]);
  const limit = (name: string, { usual, most }: { usual: number; most: number }, unit = 1) => {
    const value = crawling[name] ?? usual / unit;
    const isFit = Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) * unit <= most;
    if (isFit) return Number(value) * unit;
    throw invalidJob(`${name} must be a whole number, at most ${most / unit}`);
  };
  return {
    urls: [...new Set(urls.map(publicUrl))],
    limits: {
      maxDepth: limit("maxCrawlDepth", bounds.maxDepth),
      maxPages: limit("maxFiles", bounds.maxPages),
      maxPageBytes: limit("maxFileSize", bounds.maxPageBytes),
      maxRedirects: limit("maxRedirects", bounds.maxRedirects),
      maxTimeInMs: limit("maxCrawlTimeInMins", bounds.maxTimeInMs, minute),
      maxPageTimeInMs: limit("maxDownloadTimeInMins", bounds.maxPageTimeInMs, minute),
    },
  };
}

function publicUrl(text: unknown): string {
  try {
    return requirePublicUrl(String(text)).href;
  } catch (error) {
    if (!isIngestionError(error)) throw error;
    throw invalidJob("urls must be addresses of public pages, by https and without a password");
  }
}
