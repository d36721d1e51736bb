import type { Metadata } from "./metadata.ts";
import { element, type Xml } from "./xml.ts";

/** Metadata as lists show them. */
export function metadataElement(metadata: Metadata): Xml {
  return element(
    "Metadata",
    Object.entries(metadata).map(([name, value]) => element(name, value)),
  );
}
