import { randomBytes } from "node:crypto";

/** A new ETag, in the form of the service's. */
export function createEtag(): string {
  return `"0x8${randomBytes(7).toString("hex").toUpperCase()}"`;
}
