import { BlobError } from "./blob-error.ts";
import type { Block } from "./blob-store.ts";
import { unescape } from "./xml.ts";

/** Where a block of a list is looked for. */
type BlockSource = "Committed" | "Uncommitted" | "Latest";

/** A block that a list names. */
interface NamedBlock {
  readonly source: BlockSource;
  readonly id: string;
}

/** As many blocks as a blob can have. */
const maxBlocks = 50_000;

/**
 * Reads the body that a blob is put together by.
 *
 * @throws BlobError for what is no block list.
 */
export function parseBlockList(xml: string): readonly NamedBlock[] {
  const list = /^\uFEFF?(?:<\?xml[^>]*\?>)?\s*<BlockList>(.*)<\/BlockList>\s*$/s.exec(xml)?.[1];
  const isEmpty = /^\uFEFF?(?:<\?xml[^>]*\?>)?\s*<BlockList\s*\/>\s*$/.test(xml);
  const item = /<(Committed|Uncommitted|Latest)>([^<]*)<\/\1>/g;
  if (!isEmpty && (list === undefined || list.replace(item, "").trim() !== "")) {
    throw new BlobError(400, "InvalidXmlDocument", "XML specified is not syntactically valid.");
  }
  const blocks = [...(list ?? "").matchAll(item)].map(([, source, id = ""]) => ({
    source: source as BlockSource,
    id: unescape(id.trim()),
  }));
  if (blocks.length <= maxBlocks) return blocks;
  throw new BlobError(
    400,
    "BlockListTooLong",
    "The block list may not contain more than 50,000 blocks.",
  );
}

/**
 * The blocks that a list names.
 *
 * @throws BlobError for one that was not uploaded.
 */
export function findBlocks(
  list: readonly NamedBlock[],
  { committed, uncommitted }: { committed: readonly Block[]; uncommitted: readonly Block[] },
): readonly Block[] {
  const [old, recent] = [byId(committed), byId(uncommitted)];
  return list.map(({ source, id }) => {
    const block =
      source === "Latest"
        ? (recent.get(id) ?? old.get(id))
        : (source === "Committed" ? old : recent).get(id);
    if (block) return block;
    throw new BlobError(400, "InvalidBlockList", "The specified block list is invalid.");
  });
}

function byId(blocks: readonly Block[]): ReadonlyMap<string, Block> {
  return new Map(blocks.map((block) => [block.id, block]));
}

/**
 * Sees to it that a block can have that id: base64 of at most 64 bytes, as long as that of every other block.
 *
 * @throws BlobError if it cannot.
 */
export function requireBlockId(id: string | null, others: readonly Block[]): string {
  const bytes = Buffer.from(id ?? "", "base64");
  if (id === null || id === "" || bytes.toString("base64") !== id || bytes.length > 64) {
    throw new BlobError(
      400,
      "InvalidBlockId",
      "The specified block ID is invalid. The block ID must be Base64-encoded.",
    );
  }
  if (others.every((block) => block.id.length === id.length)) return id;
  throw new BlobError(400, "InvalidBlobOrBlock", "The specified blob or block content is invalid.");
}
