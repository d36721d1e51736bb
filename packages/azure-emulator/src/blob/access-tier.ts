import { requireBlob, requireContainer, type BlobCall } from "./blob-call.ts";
import { BlobError, invalidHeaderValue, notEmulated } from "./blob-error.ts";
import type { StoredBlob } from "./blob-store.ts";

/** How soon a block blob is wanted again; all of them are read at once. */
export type AccessTier = "Hot" | "Cool" | "Cold";

/** The header that names a tier. */
export const accessTierHeader = "x-ms-access-tier";

const tiers: readonly AccessTier[] = ["Hot", "Cool", "Cold"];

/** What a blob without a tier of its own has. */
const accountTier: AccessTier = "Hot";

/**
 * The tier that a request names.
 *
 * @throws BlobError for one that block blobs do not have, and for `Archive`, out of which nothing is read.
 */
export function readAccessTier(headers: Headers): AccessTier | undefined {
  const name = headers.get(accessTierHeader);
  if (name === null) return undefined;
  const tier = tiers.find((each) => each === name);
  if (tier) return tier;
  throw name === "Archive"
    ? notEmulated("the access tier 'Archive'")
    : invalidHeaderValue(accessTierHeader, name);
}

/**
 * Moves a blob to another tier, which changes neither its mark nor when it was changed last.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/set-blob-tier
 */
export function setBlobTier(call: BlobCall): Response {
  const blob = requireBlob(call);
  const tier = readAccessTier(call.request.headers);
  if (tier === undefined) {
    throw new BlobError(
      400,
      "MissingRequiredHeader",
      "An HTTP header that's mandatory for this request is not specified.",
      { details: { HeaderName: accessTierHeader } },
    );
  }
  call.store.setTier(requireContainer(call), blob, tier);
  return new Response(null, { status: 200 });
}

/** What there is to tell of a blob's tier. */
export function describeTier({ tier, tierChangedAtInMs }: StoredBlob): {
  readonly name: AccessTier;
  /** Whether it is the account's, for the blob has none of its own. */
  readonly isInferred: boolean;
  /** When it was changed, if it was, as HTTP has dates. */
  readonly changedOn: string | undefined;
} {
  return {
    name: tier ?? accountTier,
    isInferred: tier === undefined,
    changedOn:
      tierChangedAtInMs === undefined ? undefined : new Date(tierChangedAtInMs).toUTCString(),
  };
}
