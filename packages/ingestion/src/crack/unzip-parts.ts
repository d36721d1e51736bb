import { unzipSync } from "fflate";
import { isIngestionError } from "../ingestion-error.ts";
import { IngestionError } from "../ingestion-error.ts";
import { malformed, tooLarge, type DocumentLimits } from "./document-limits.ts";

/** The parts of an archive by name. */
export type Parts = Readonly<Record<string, Uint8Array>>;

const zipMark = 0x04034b50;
/** An older office document, or one with a password. */
const compoundMark = 0xe011cfd0;

/**
 * Inflates the parts that are needed. What the archive says of their sizes is added up before anything is inflated,
 * and no part becomes larger than it said.
 *
 * @throws IngestionError
 */
export function unzipParts(
  bytes: Uint8Array,
  format: string,
  isNeeded: (name: string) => boolean,
  { maxInflatedBytes, maxParts }: DocumentLimits,
): Parts {
  const mark =
    bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (mark === compoundMark) {
    throw new IngestionError(
      "DOCUMENT_ENCRYPTED",
      `The document is encrypted, or of the format before ${format}.`,
    );
  }
  if (mark !== zipMark) throw malformed(format);
  let count = 0;
  let size = 0;
  const needed = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (++count > maxParts) throw tooLarge("parts");
    if (!isNeeded(name)) return false;
    size += originalSize;
    if (size > maxInflatedBytes) throw tooLarge("parts");
    return true;
  };
  try {
    // all sizes first, for the second run inflates as it goes
    unzipSync(bytes, { filter: (part) => needed(part) && false });
    [count, size] = [0, 0];
    return unzipSync(bytes, { filter: needed });
  } catch (error) {
    throw isIngestionError(error) ? error : malformed(format, error);
  }
}
