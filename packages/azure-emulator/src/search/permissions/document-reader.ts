import type { Azure } from "../../azure.ts";
import { hasFeature } from "../api-features.ts";
import { SearchError } from "../search-error.ts";
import { searchAudiences } from "../search-permission.ts";

/** Somebody whose documents are asked for. */
export interface DocumentReader {
  /** Object ids that stand for them in `userIds`. */
  readonly userIds: readonly string[];
  /** Ids of all groups that they are in, nested ones included. */
  readonly groupIds: readonly string[];
  /** Whether they may read what is stored in a resource. */
  holdsScope(resourceId: string): boolean;
  /** Whether permissions are left out of account. */
  readonly readsEverything: boolean;
}

/** What a request without a user's token may read: what is there for everyone. */
const anonymousReader: DocumentReader = {
  userIds: [],
  groupIds: [],
  holdsScope: () => false,
  readsEverything: false,
};

const userHeader = "x-ms-query-source-authorization";
const elevatedHeader = "x-ms-enable-elevated-read";

const readBlobs = {
  dataAction: "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
} as const;

/** What an operation makes of the headers: it heeds them, or they are refused. */
export interface ReaderHeaders {
  /** Whether it takes a user's token (`false`). */
  readonly takesUserToken?: boolean;
  /** Whether it can be made to heed no permissions (`false`). */
  readonly takesElevatedRead?: boolean;
}

/**
 * Who reads, by the headers of a request. The token is checked as any other: signature, audience and time.
 *
 * @param permitsElevatedRead Whether the caller has the role for it.
 * @throws SearchError for a header that cannot be heeded here, or whose value is none.
 */
export async function documentReaderOf(
  { headers }: Request,
  { tokens, directory, roles }: Azure,
  {
    apiVersion,
    takesUserToken = false,
    takesElevatedRead = false,
    permitsElevatedRead,
  }: ReaderHeaders & {
    readonly apiVersion: string;
    readonly permitsElevatedRead: () => Promise<boolean>;
  },
): Promise<DocumentReader> {
  const token = headers.get(userHeader);
  const elevated = headers.get(elevatedHeader);
  if (token !== null && !(takesUserToken && hasFeature("userTokens", apiVersion))) {
    throw invalidHeader(userHeader);
  }
  if (elevated !== null) {
    const isTaken = takesElevatedRead && hasFeature("elevatedReads", apiVersion);
    if (!isTaken || !/^(?:true|false)$/i.test(elevated)) throw invalidHeader(elevatedHeader);
  }
  const readsEverything = elevated?.toLowerCase() === "true";
  if (readsEverything && !(await permitsElevatedRead())) {
    throw new SearchError(
      403,
      "The caller does not have the permission 'Microsoft.Search/searchServices/indexes/contentSecurity/elevatedOperations/read', which an elevated read takes.",
      { code: "Forbidden" },
    );
  }
  if (token === null) return { ...anonymousReader, readsEverything };

  const authorization = `Bearer ${token.replace(/^Bearer +/i, "")}`;
  const sent = new Request("https://search.azure.com", { headers: { authorization } });
  const claims = await tokens.verify(sent, searchAudiences);
  if ("refused" in claims) throw invalidHeader(userHeader);
  const { objectId } = claims;
  return {
    userIds: [objectId],
    groupIds: directory.transitiveGroupsOf(objectId),
    holdsScope: (resourceId) => roles.permits(objectId, readBlobs, resourceId),
    readsEverything,
  };
}

function invalidHeader(name: string): SearchError {
  return new SearchError(400, `Invalid header: '${name}'`);
}
