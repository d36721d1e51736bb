import robotsParser from "robots-parser";
import { IngestionError } from "../ingestion-error.ts";
import type { FetchedPage } from "./page-fetcher.ts";

/** What the owner of a host lets robots do. */
export interface RobotRules {
  isAllowed(url: URL): boolean;
  /** How long to wait between two requests. */
  readonly delayInMs: number;
}

/** The package's types tell of a default export that is not there. */
const readRobots = robotsParser as unknown as (typeof robotsParser)["default"];
/** The name that a robots.txt may speak to. */
const robotName = "entrim-ingestion";
const maxDelayInMs = 10_000;

/**
 * Reads the answer to `/robots.txt`: none means that all is allowed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9309
 * @throws IngestionError where the host cannot say it now, for then nothing is allowed.
 */
export function parseRobots(url: URL, { status, bytes }: FetchedPage): RobotRules {
  if (status >= 400 && status < 500 && status !== 429) {
    return { isAllowed: () => true, delayInMs: 0 };
  }
  if (status !== 200) {
    throw new IngestionError("DOCUMENT_UNREACHABLE", "The host does not say what robots may read.");
  }
  const robots = readRobots(url.href, new TextDecoder().decode(bytes));
  const delayInMs = (robots.getCrawlDelay(robotName) ?? 0) * 1_000;
  return {
    isAllowed: ({ href }) => robots.isAllowed(href, robotName) !== false,
    delayInMs: Number.isFinite(delayInMs) ? Math.min(Math.max(delayInMs, 0), maxDelayInMs) : 0,
  };
}
