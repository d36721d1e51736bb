import type { JsonObject } from "../../json-object.ts";
import type { EnrichedNode } from "../enrichment/enriched-node.ts";
import type { ItemFailure } from "./item-failure.ts";

/** A document on its way from the source into an index. */
export interface DocumentInProgress {
  /** How messages name it: the address of its blob. */
  readonly title: string;
  /** Its key in the index. */
  readonly key: string;
  /** What is to be written, by the fields of the index. */
  readonly fields: JsonObject;
  /** What skills see and add to. */
  readonly root: EnrichedNode;
  /** Why it gets no further. */
  failure: ItemFailure | undefined;
}
