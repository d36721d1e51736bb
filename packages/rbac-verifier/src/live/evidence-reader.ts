import { createEvidenceCollector, type EvidenceCollector } from "../evidence/collect-evidence.ts";
import { keyOf, nameOf } from "../evidence/resource-id.ts";
import type { Json } from "../evidence/read-path.ts";
import { apiVersionOf } from "../fix/api-version.ts";
import { isRbacVerifierError } from "../rbac-verifier-error.ts";
import type { AzureClient } from "./azure-client.ts";

/** Reads rows into evidence, each resource once, and notes what could not be read. */
export interface EvidenceReader {
  readonly collector: EvidenceCollector;
  /** A resource; it must be readable. */
  resource(id: string): Promise<Json>;
  /** A resource that the picture is less complete without. */
  optional(id: string | undefined): Promise<Json>;
  /** A list of rows, all of which go into evidence; undefined when it could not be read. */
  rows(what: string, path: string): Promise<readonly Json[] | undefined>;
  /** Anything; undefined when it could not be read. */
  attempt<T>(what: string, read: () => Promise<T>): Promise<T | undefined>;
}

/**
 * Starts to read into an empty body of evidence.
 *
 * @param tell Told of each thing that was read.
 */
export function createEvidenceReader(
  arm: AzureClient,
  tell: (what: string) => void,
): EvidenceReader {
  const collector = createEvidenceCollector();
  const seen = new Map<string, Promise<Json>>();

  async function read(id: string): Promise<Json> {
    const apiVersion = apiVersionOf(id);
    const row = await arm.get(`${id}?api-version=${apiVersion}`);
    if (row !== undefined) collector.add({ ...(row as object), apiVersion });
    tell(nameOf(id));
    return row;
  }

  const reader: EvidenceReader = {
    collector,
    resource(id) {
      const known = seen.get(keyOf(id)) ?? read(id);
      seen.set(keyOf(id), known);
      return known;
    },
    async optional(id) {
      return id === undefined ? undefined : reader.attempt(nameOf(id), () => reader.resource(id));
    },
    async rows(what, path) {
      const rows = await reader.attempt(what, () => arm.list(path));
      for (const row of rows ?? []) collector.add(row);
      tell(what);
      return rows;
    },
    async attempt(what, work) {
      try {
        return await work();
      } catch (error) {
        if (!isRbacVerifierError(error)) throw error;
        collector.addMissing(`${what} could not be read (${error.code})`);
        return undefined;
      }
    },
  };
  return reader;
}
