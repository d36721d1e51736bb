import type { GraphClient } from "./graph-client.ts";
import { GroupMembershipError } from "./group-membership-error.ts";

/** 60 × 999 groups; nobody is in more, and a service that has no last page would otherwise never end. */
const maxPages = 60;

/**
 * Reads the list at the address with all pages that follow. Either every page or an error.
 *
 * @param origin Graph's origin, which page links must have.
 * @see https://learn.microsoft.com/graph/paging
 */
export function readPages(
  client: GraphClient,
  origin: string,
  address: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return readOn(client, origin, address, maxPages);
}

async function readOn(
  client: GraphClient,
  origin: string,
  address: string,
  pagesLeft: number,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  if (pagesLeft === 0) throw new GroupMembershipError("ANSWER_INVALID");
  const { value, "@odata.nextLink": nextLink } = asObject(await client.get(address));
  if (!Array.isArray(value)) throw new GroupMembershipError("ANSWER_INVALID");
  const items = value.map(asObject);
  if (nextLink === undefined) return items;
  const link = requirePageLink(nextLink, origin);
  return [...items, ...(await readOn(client, origin, link, pagesLeft - 1))];
}

/** A link that leads elsewhere would take the token along. */
function requirePageLink(link: unknown, origin: string): string {
  const url = typeof link === "string" && URL.canParse(link) ? new URL(link) : undefined;
  if (
    url === undefined ||
    url.origin !== origin ||
    url.username !== "" ||
    url.password !== "" ||
    !url.pathname.startsWith("/v1.0/")
  ) {
    throw new GroupMembershipError("ANSWER_INVALID");
  }
  return url.href;
}

/** What Graph answered, of which nothing is known but that it has members. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) {
    throw new GroupMembershipError("ANSWER_INVALID");
  }
  return value as Readonly<Record<string, unknown>>;
}
