import type { Version } from "./blob-store.ts";

/** The headers that tell a state of something from others. */
export function versionHeaders({ etag, modifiedAtInMs }: Version): {
  readonly etag: string;
  readonly "last-modified": string;
} {
  return { etag, "last-modified": new Date(modifiedAtInMs).toUTCString() };
}

/** What the answer to every change says. */
export const encryptedHeaders = { "x-ms-request-server-encrypted": "true" } as const;
