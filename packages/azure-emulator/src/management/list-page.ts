import type { ManagementCall } from "./management-call.ts";
import { ManagementError } from "./management-error.ts";

const pageSize = 100;

/**
 * A page of a list, with the address of the next one.
 *
 * @throws ManagementError for a token that is of another list.
 */
export function listPage({ url }: ManagementCall, items: readonly unknown[]): Response {
  const token = url.searchParams.get("$skipToken");
  const start = token === null ? 0 : startOf(token, url);
  const end = start + pageSize;
  return Response.json({
    value: items.slice(start, end),
    ...(end < items.length ? { nextLink: nextLink(url, end) } : {}),
  });
}

/** What makes a list that list: where it is asked for, and by which filter. */
function listOf({ pathname, searchParams }: URL): string {
  return `${pathname.toLowerCase()}?${searchParams.get("$filter") ?? ""}`;
}

function nextLink(url: URL, start: number): string {
  const token = Buffer.from(JSON.stringify([listOf(url), start])).toString("base64url");
  const options = [...url.searchParams].filter(([name]) => name !== "$skipToken");
  const query = [...options, ["$skipToken", token] as const]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  return `${url.origin}${url.pathname}?${query}`;
}

function startOf(token: string, url: URL): number {
  try {
    const [list, start]: unknown[] = JSON.parse(Buffer.from(token, "base64url").toString());
    if (list === listOf(url) && Number.isSafeInteger(start) && Number(start) > 0) {
      return Number(start);
    }
  } catch {
    // no token of ours
  }
  throw new ManagementError(400, "InvalidSkipToken", "The skip token is invalid.");
}
