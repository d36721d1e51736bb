import { blobNotFound, containerNotFound } from "./blob-error.ts";
import type { BlobStore, StoredBlob, StoredContainer } from "./blob-store.ts";

/** A request to Blob storage whose caller may do what it asks for. */
export interface BlobCall {
  readonly request: Request;
  readonly url: URL;
  readonly store: BlobStore;
  readonly nowInMs: number;
  /**
   * The blob that a copy is to be made of.
   *
   * @throws BlobError if it is not there, or who asks may not read it.
   */
  readSource(): Promise<StoredBlob>;
  readonly delegation: {
    /** The answer to the caller who asks for a user delegation key. */
    keyFor(body: string): string;
  };
  /** Of the container; empty where the account is asked. */
  readonly containerName: string;
  /** Of the blob; empty where a container is asked. */
  readonly blobName: string;
}

/**
 * The container that is asked.
 *
 * @throws BlobError if there is none.
 */
export function requireContainer({
  store,
  containerName,
}: Pick<BlobCall, "store" | "containerName">): StoredContainer {
  const container = store.containers.get(containerName);
  if (container) return container;
  throw containerNotFound();
}

/**
 * The blob that is asked.
 *
 * @throws BlobError if there is none.
 */
export function requireBlob(
  call: Pick<BlobCall, "store" | "containerName" | "blobName">,
): StoredBlob {
  const blob = requireContainer(call).blobs.get(call.blobName);
  if (blob) return blob;
  throw blobNotFound();
}
