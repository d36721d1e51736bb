import { createHash } from "node:crypto";
import type { Clock } from "../azure.ts";
import type { SeedBlob, SeedStorageAccount } from "../seed.ts";
import type { AccessTier } from "./access-tier.ts";
import { requireAccessList, type AccessControl } from "./access-list.ts";
import type { CopyRecord } from "./copy-blob.ts";
import { isContainerName } from "./container-name.ts";
import { requireMetadata, type Metadata } from "./metadata.ts";

/** When something was changed, and the mark of that state. */
export interface Version {
  /** In quotes, as in `"0x8D…"`. */
  readonly etag: string;
  readonly modifiedAtInMs: number;
}

/** A part of a blob that was uploaded by itself. */
export interface Block {
  /** Base64. */
  readonly id: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** What describes a blob's content, by the names of HTTP headers. */
export type ContentHeaders = Readonly<
  Partial<
    Record<
      | "cache-control"
      | "content-disposition"
      | "content-encoding"
      | "content-language"
      | "content-md5"
      | "content-type",
      string
    >
  >
>;

/** A block blob. */
export interface StoredBlob extends Version {
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
  /** What its content was put together from; empty when it was uploaded as a whole. */
  readonly blocks: readonly Block[];
  readonly headers: ContentHeaders;
  readonly metadata: Metadata;
  readonly createdAtInMs: number;
  /** Its own; without one it has the account's. */
  readonly tier: AccessTier | undefined;
  /** When it was moved to that tier, if it was. */
  readonly tierChangedAtInMs?: number;
  /** What it is a copy of, if it is one. */
  readonly copy?: CopyRecord;
}

/** A container. */
export interface StoredContainer extends Version {
  readonly name: string;
  readonly metadata: Metadata;
  readonly blobs: Map<string, StoredBlob>;
  /** Access lists that were set, by the path of a file or folder; the container's own has an empty one. */
  readonly access: Map<string, AccessControl>;
  /** Blocks that no block list has named yet, by the name of the blob. */
  readonly uncommitted: Map<string, readonly Block[]>;
}

/** The containers of a storage account. */
export interface BlobStore {
  readonly containers: ReadonlyMap<string, StoredContainer>;
  /** Makes or changes a container. */
  putContainer(name: string, metadata: Metadata): StoredContainer;
  deleteContainer(name: string): void;
  /** Makes a blob or puts another in its place; the blocks that wait for it are gone then. */
  putBlob(
    container: StoredContainer,
    blob: Omit<StoredBlob, keyof Version | "createdAtInMs" | "tierChangedAtInMs">,
  ): StoredBlob;
  /** Changes what describes a blob. */
  changeBlob(
    container: StoredContainer,
    blob: StoredBlob,
    changes: Partial<Pick<StoredBlob, "headers" | "metadata">>,
  ): StoredBlob;
  /** Moves a blob to a tier, which is no change of it. */
  setTier(container: StoredContainer, blob: StoredBlob, tier: AccessTier): void;
}

/**
 * What a storage account of the seed holds.
 *
 * @throws TypeError for a container, metadata or an access list that the service would refuse.
 */
export function createBlobStore(clock: Clock, account: SeedStorageAccount): BlobStore {
  const containers = new Map<string, StoredContainer>();
  let changes = 0n;
  const nextVersion = (): Version => {
    const modifiedAtInMs = clock.now();
    changes += 1n;
    const mark = BigInt(Math.trunc(modifiedAtInMs)) * 10_000n + changes;
    return { etag: `"0x8${mark.toString(16).toUpperCase()}"`, modifiedAtInMs };
  };

  const store: BlobStore = {
    containers,
    putContainer(name, metadata) {
      const { blobs, access, uncommitted } = containers.get(name) ?? {
        blobs: new Map<string, StoredBlob>(),
        access: new Map<string, AccessControl>(),
        uncommitted: new Map<string, readonly Block[]>(),
      };
      const container = { name, metadata, blobs, access, uncommitted, ...nextVersion() };
      containers.set(name, container);
      return container;
    },
    deleteContainer: (name) => void containers.delete(name),
    putBlob(container, blob) {
      const version = nextVersion();
      const createdAtInMs = container.blobs.get(blob.name)?.createdAtInMs ?? version.modifiedAtInMs;
      const stored = { ...blob, ...version, createdAtInMs };
      container.blobs.set(blob.name, stored);
      container.uncommitted.delete(blob.name);
      return stored;
    },
    changeBlob(container, { copy, ...blob }, change) {
      // one that is described anew is a copy no longer
      const kept = copy && !change.headers ? { copy } : {};
      const stored = { ...blob, ...kept, ...change, ...nextVersion() };
      container.blobs.set(blob.name, stored);
      return stored;
    },
    setTier(container, blob, tier) {
      container.blobs.set(blob.name, { ...blob, tier, tierChangedAtInMs: clock.now() });
    },
  };

  for (const { name, acl, blobs = [] } of account.containers ?? []) {
    if (!isContainerName(name)) {
      throw new TypeError(
        `azure-emulator: "${name}" is no name of a container: 3 to 63 small letters, digits and single dashes`,
      );
    }
    const container = store.putContainer(name, {});
    for (const blob of blobs) store.putBlob(container, seededBlob(blob));
    for (const [path, list] of [
      ["", acl] as const,
      ...blobs.map((blob) => [blob.name, blob.acl] as const),
    ]) {
      if (list === undefined) continue;
      const [owner, group] = ["$superuser", "$superuser"];
      container.access.set(path, { owner, group, acl: requireAccessList(list) });
    }
  }
  return store;
}

function seededBlob({ name, text = "", base64, contentType, metadata = {} }: SeedBlob) {
  const content = Uint8Array.from(
    Buffer.from(base64 ?? text, base64 === undefined ? "utf8" : "base64"),
  );
  const type = base64 === undefined ? "text/plain; charset=utf-8" : "application/octet-stream";
  return {
    name,
    content,
    blocks: [],
    headers: { "content-type": contentType ?? type, "content-md5": md5Of(content) },
    metadata: requireMetadata(metadata),
    tier: undefined,
  };
}

/** The MD5 of a content, in base64. */
export function md5Of(content: Uint8Array): string {
  return createHash("md5").update(content).digest("base64");
}
