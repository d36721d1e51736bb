// An app that knows who asks and which groups they have, and searches with the official client: all that is
// added is the filter.
import { SearchClient } from "@azure/search-documents";
import type { TokenCredential } from "@azure/core-auth";
import { restrictToGroups } from "@entrim/group-filter";

const restrict = restrictToGroups({ field: "group_ids" });

/** Contents of the documents that somebody may read. */
export async function searchFor(
  person: { readonly groups: readonly string[] },
  text: string,
  credential: TokenCredential,
): Promise<readonly string[]> {
  const filter = restrict(undefined, person);
  // in no group: there is nothing to ask for
  if (filter === undefined) return [];
  const client = new SearchClient<{ content: string }>(
    "https://contoso.search.windows.net",
    "documents",
    credential,
  );
  const found: string[] = [];
  const { results } = await client.search(text, { filter, select: ["content"] });
  for await (const { document } of results) found.push(document.content);
  return found;
}
