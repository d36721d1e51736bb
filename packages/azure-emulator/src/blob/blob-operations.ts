import type { RoleAction } from "../azure.ts";
import { accessTierHeader, setBlobTier } from "./access-tier.ts";
import { requireContainer, type BlobCall } from "./blob-call.ts";
import { BlobError, notEmulated } from "./blob-error.ts";
import { putBlock, putBlockList, showBlockList } from "./block-operations.ts";
import { changeBlobHeaders, changeBlobMetadata, deleteBlob } from "./change-blob.ts";
import { conditionHeaders } from "./conditions.ts";
import {
  changeContainer,
  createContainer,
  deleteContainer,
  showContainer,
} from "./container-operations.ts";
import { copyBlob, copyHeaders, isCopy } from "./copy-blob.ts";
import { contentHeaderNames } from "./content-headers.ts";
import { signatureParameters } from "./delegation-signature.ts";
import { listBlobs } from "./list-blobs.ts";
import { listContainers } from "./list-containers.ts";
import { putBlob } from "./put-blob.ts";
import { readBlob, showBlob, showBlobMetadata } from "./read-blob.ts";

/** Something that can be asked for. */
export interface BlobOperation {
  /** What a role has to allow. */
  readonly permission: RoleAction;
  /** The letters of a shared access signature that allow it, any of them (none). */
  readonly letters?: string;
  /** Query parameters that have a meaning, beside those that name the operation. */
  readonly options?: readonly string[];
  /** Headers that have a meaning, of those that every operation would have to heed. */
  readonly headers?: readonly string[];
  readonly run: (call: BlobCall) => Response | Promise<Response>;
}

/** What an address names. */
export type BlobLevel = "account" | "container" | "blob";

const containers = "Microsoft.Storage/storageAccounts/blobServices/containers";
const [readContainers, writeContainers, deleteContainers] = [
  { action: `${containers}/read` },
  { action: `${containers}/write` },
  { action: `${containers}/delete` },
];
const [readBlobs, writeBlobs, deleteBlobs] = [
  { dataAction: `${containers}/blobs/read` },
  { dataAction: `${containers}/blobs/write` },
  { dataAction: `${containers}/blobs/delete` },
];

const metadata = "x-ms-meta-*";
const listOptions = ["prefix", "marker", "maxresults", "include"];

/** By level, method, and the parameters `restype` and `comp`. */
const operations: Readonly<Record<string, BlobOperation>> = {
  "account GET list": {
    permission: readContainers,
    options: listOptions,
    run: ({ url, store }) => xmlResponse(listContainers(url, store.containers.values())),
  },
  "container PUT container": {
    permission: writeContainers,
    headers: [metadata],
    run: createContainer,
  },
  "container GET container": { permission: readContainers, run: showContainer },
  "container HEAD container": { permission: readContainers, run: showContainer },
  "container GET container metadata": { permission: readContainers, run: showContainer },
  "container HEAD container metadata": { permission: readContainers, run: showContainer },
  "container PUT container metadata": {
    permission: writeContainers,
    headers: [metadata],
    run: changeContainer,
  },
  "container DELETE container": { permission: deleteContainers, run: deleteContainer },
  "account POST service userdelegationkey": {
    permission: {
      action: "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
    },
    run: async ({ request, delegation }) => xmlResponse(delegation.keyFor(await request.text())),
  },
  "container GET container list": {
    permission: readBlobs,
    letters: "l",
    options: [...listOptions, "delimiter"],
    run: (call) => xmlResponse(listBlobs(call.url, requireContainer(call))),
  },
  "blob PUT": {
    permission: writeBlobs,
    letters: "cw",
    headers: [
      metadata,
      "x-ms-blob-type",
      accessTierHeader,
      ...contentHeaderNames,
      ...conditionHeaders,
    ],
    run: putBlob,
  },
  "blob PUT block": {
    permission: writeBlobs,
    letters: "cw",
    options: ["blockid"],
    run: putBlock,
  },
  "blob PUT blocklist": {
    permission: writeBlobs,
    letters: "cw",
    headers: [metadata, accessTierHeader, ...contentHeaderNames, ...conditionHeaders],
    run: putBlockList,
  },
  "blob PUT tier": {
    permission: writeBlobs,
    letters: "w",
    headers: [accessTierHeader],
    run: setBlobTier,
  },
  "blob PUT metadata": {
    permission: writeBlobs,
    letters: "w",
    headers: [metadata, ...conditionHeaders],
    run: changeBlobMetadata,
  },
  "blob PUT properties": {
    permission: writeBlobs,
    letters: "w",
    headers: [...contentHeaderNames, ...conditionHeaders],
    run: changeBlobHeaders,
  },
  "blob GET": {
    permission: readBlobs,
    letters: "r",
    headers: [...conditionHeaders, "range", "x-ms-range", "x-ms-range-get-content-md5"],
    run: readBlob,
  },
  "blob HEAD": { permission: readBlobs, letters: "r", headers: conditionHeaders, run: showBlob },
  "blob GET metadata": {
    permission: readBlobs,
    letters: "r",
    headers: conditionHeaders,
    run: showBlobMetadata,
  },
  "blob HEAD metadata": {
    permission: readBlobs,
    letters: "r",
    headers: conditionHeaders,
    run: showBlobMetadata,
  },
  "blob GET blocklist": {
    permission: readBlobs,
    letters: "r",
    options: ["blocklisttype"],
    run: showBlockList,
  },
  "blob DELETE": {
    permission: deleteBlobs,
    letters: "d",
    headers: [...conditionHeaders, "x-ms-delete-snapshots"],
    run: deleteBlob,
  },
};

/** What looks like an upload, but for the header that names a source. */
const copying: BlobOperation = {
  permission: writeBlobs,
  letters: "cw",
  headers: [metadata, accessTierHeader, ...copyHeaders, ...conditionHeaders],
  run: copyBlob,
};

/**
 * What a request asks for.
 *
 * @throws BlobError for an operation that is not done here.
 */
export function operationOf(
  level: BlobLevel,
  request: Request,
  query: URLSearchParams,
): BlobOperation {
  const key = [level, request.method, query.get("restype"), query.get("comp")]
    .filter(Boolean)
    .join(" ");
  if (key === "blob PUT" && isCopy(request)) return copying;
  const operation = operations[key];
  if (operation) return operation;
  throw notEmulated(`the operation '${key}'`);
}

/** Headers that change nothing that is done. */
const neutralHeaders: ReadonlySet<string> = new Set([
  "x-ms-version",
  "x-ms-date",
  "x-ms-client-request-id",
  "x-ms-return-client-request-id",
  "x-ms-useragent",
]);

/**
 * Sees to it that nothing of a request is ignored: neither a query parameter nor a header that the service
 * would go by.
 *
 * @throws BlobError for one that has no meaning in the operation.
 */
export function requireKnownParts(
  { options = [], headers = [] }: BlobOperation,
  request: Request,
  query: URLSearchParams,
): void {
  const known = ["restype", "comp", "timeout", ...options];
  if (query.has("sig")) known.push(...signatureParameters);
  const parameter = [...query.keys()].find((name) => !known.includes(name));
  if (parameter !== undefined) throw notEmulated(`the query parameter '${parameter}' here`);
  if (new Set(query.keys()).size < [...query.keys()].length) {
    throw new BlobError(
      400,
      "InvalidUri",
      "The requested URI does not represent any resource on the server.",
    );
  }
  const hasMetadata = headers.includes(metadata);
  const header = [...request.headers.keys()].find((name) => {
    const isService =
      name.startsWith("x-ms-") || name === "range" || conditionHeaders.includes(name);
    if (!isService || neutralHeaders.has(name) || headers.includes(name)) return false;
    return !(hasMetadata && name.startsWith("x-ms-meta-"));
  });
  if (header !== undefined) throw notEmulated(`the header '${header}' here`);
}

function xmlResponse(body: string): Response {
  return new Response(body, { headers: { "content-type": "application/xml" } });
}
