import type { AllowedSource } from "./allowed-source.ts";
import type { IsAllowedLink } from "./steps/link-hosts.ts";
import type { LinkOf } from "./steps/citation.ts";

/** Where links may go, and where this server itself shows documents. */
interface LinkSettings {
  readonly isAllowedLink: IsAllowedLink;
  readonly documentsUrl: string | undefined;
}

/**
 * Where each passage can be read: at this server, where it shows documents and knows the key, otherwise where
 * the document's own link leads if links may go there.
 */
export function documentLinks(
  sources: readonly AllowedSource[],
  { isAllowedLink, documentsUrl }: LinkSettings,
): LinkOf {
  const indexNames = new Map(sources.map(({ index, source }) => [index, source.indexName]));
  return ({ hit: { key, url }, sourceIndex }) => {
    const indexName = indexNames.get(sourceIndex);
    if (documentsUrl !== undefined && indexName !== undefined && isKey(key)) {
      return `${documentsUrl}/${indexName}/${key}`;
    }
    return url !== null && isAllowedLink(url) ? url : null;
  };
}

/** @see https://learn.microsoft.com/rest/api/searchservice/naming-rules */
function isKey(key: string | null | undefined): key is string {
  return typeof key === "string" && /^[\w=-]{1,1024}$/.test(key);
}

/**
 * Checks where documents are shown: an https address, or a path of the same server, without a slash at its
 * end.
 *
 * @throws TypeError for what is neither.
 */
export function checkDocumentsUrl(documentsUrl: string | undefined): string | undefined {
  if (documentsUrl === undefined) return undefined;
  const trimmed = documentsUrl.replace(/\/$/, "");
  if (/^(?:https:\/\/[a-z\d.:-]+)?(?:\/[\w.~-]+)*$/i.test(trimmed) && trimmed !== "")
    return trimmed;
  throw new TypeError(
    "on-your-data: documentsUrl must be where createDocumentHandler is mounted, as in https://chat.contoso.example/documents or /documents",
  );
}
