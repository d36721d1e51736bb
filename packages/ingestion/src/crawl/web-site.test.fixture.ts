import type { FetchedPage, FetchPage } from "./page-fetcher.ts";

/** What a server answers to a path: a page, or something else. */
export type Answer =
  | string
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };

/** A part of the web. */
export interface WebSite {
  readonly fetchPage: FetchPage;
  /** Everything that was asked for, with the time. */
  readonly asked: { readonly url: string; readonly at: number }[];
  /** What is there, by address. */
  readonly pages: Record<string, Answer>;
}

/** Makes web servers that have some pages, and answer 404 for the others. */
export function createWebSite(pages: Record<string, Answer>): WebSite {
  const asked: { url: string; at: number }[] = [];
  return {
    asked,
    pages,
    async fetchPage({ href }): Promise<FetchedPage> {
      asked.push({ url: href, at: performance.now() });
      const answer = pages[href] ?? { status: 404 };
      const {
        status = 200,
        headers = {},
        body = "",
      } = typeof answer === "string" ? { body: answer } : answer;
      return {
        status,
        headers: new Headers({ "content-type": "text/html; charset=utf-8", ...headers }),
        bytes: new TextEncoder().encode(body),
      };
    },
  };
}
