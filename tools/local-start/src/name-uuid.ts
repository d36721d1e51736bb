import { createHash } from "node:crypto";

/** The namespace of everything that is named here. */
const namespace = Buffer.from("c7b1d9c03c0b4f0f9b1b7e0f5a9d2e41", "hex");

/**
 * A UUID that follows from a name, the same at every start.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.5
 */
export function nameUuid(name: string): string {
  const hash = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6); // version 5
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8); // the variant of RFC 9562
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
