import { IngestionError, isIngestionError } from "../ingestion-error.ts";
import type { AccessRules } from "./access-file.ts";
import type { PathAccess } from "./path-access.ts";

/**
 * Finds the object ids of the groups of a name. Any number but one is refused: none is a mistake, and of two one may be
 * the wrong one.
 */
export type ResolveGroupName = (
  name: string,
  options: { readonly abortSignal?: AbortSignal | undefined },
) => Promise<readonly string[]>;

/** Tells who may read a document. */
export interface DocumentGroups {
  /**
   * Object ids in lower case, each once, in order; none if nobody may.
   *
   * @throws IngestionError where it is not certain.
   */
  groupsOf(document: AccessSubject, abortSignal?: AbortSignal): Promise<readonly string[]>;
}

/** What is known of a document. */
interface AccessSubject {
  readonly path: string;
  /** Metadata of its blob, names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where groups are found. */
export interface DocumentGroupsOptions {
  readonly rules: AccessRules | undefined;
  /** The name of the metadata that lists groups, in lower case. */
  readonly metadataName: string;
  readonly resolveGroupName: ResolveGroupName | undefined;
  /** Access lists of the storage account, where they say who may read and nothing else does. */
  readonly pathAccess?: PathAccess | undefined;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What all metadata of a blob may take, and more of it is cut off by some tools. */
const maxMetadataBytes = 8 * 1024;
const maxGroups = 1_000;

/** Tells who may read a document, by its blob's metadata, an access file or access lists; each name is looked up once. */
export function createDocumentGroups(options: DocumentGroupsOptions): DocumentGroups {
  const { rules, metadataName, resolveGroupName, pathAccess } = options;
  const ids = new Map<string, Promise<string>>();

  async function idOf(group: string, abortSignal: AbortSignal | undefined): Promise<string> {
    if (guid.test(group)) return group.toLowerCase();
    let id = ids.get(group);
    if (id === undefined) {
      id = lookUp(group, resolveGroupName, abortSignal);
      ids.set(group, id);
    }
    return id;
  }

  return {
    async groupsOf({ path, metadata }, abortSignal) {
      const listed = listIn(metadata, metadataName);
      const ruled = rules?.groupsOf(path);
      const isTwofold = listed !== undefined && ruled !== undefined;
      if (isTwofold || (pathAccess !== undefined && (listed ?? ruled) !== undefined)) {
        throw new IngestionError(
          "ACCESS_CONFLICT",
          "More than one of the document's metadata, the access file and access lists say who may read it; let only one of them.",
        );
      }
      const groups = (await pathAccess?.groupsOf(path, abortSignal)) ?? listed ?? ruled ?? [];
      if (groups.length > maxGroups) {
        throw new IngestionError(
          "GROUPS_TOO_MANY",
          `A document has more than ${maxGroups} groups.`,
        );
      }
      const found = await Promise.all(groups.map((group) => idOf(group, abortSignal)));
      return [...new Set(found)].toSorted();
    },
  };
}

/** @throws IngestionError for a list that is not whole. */
function listIn(
  metadata: Readonly<Record<string, string>>,
  name: string,
): readonly string[] | undefined {
  const value = metadata[name];
  if (value === undefined) return undefined;
  const size = Object.entries(metadata).reduce(
    (sum, [key, text]) => sum + key.length + text.length,
    0,
  );
  const groups = parseList(value.trim());
  if (size < maxMetadataBytes && groups?.every((group) => group !== "") === true) return groups;
  throw new IngestionError(
    "GROUPS_TOO_MANY",
    "The list of groups in the metadata may have been cut off; use an access file.",
  );
}

/** A list parted by commas, or in JSON as indexers of AI Search read it; undefined for one that is broken. */
function parseList(text: string): readonly string[] | undefined {
  if (text === "") return [];
  if (!text.startsWith("[")) return text.split(/[,;]/).map((group) => group.trim());
  try {
    const list: unknown = JSON.parse(text);
    const isTexts = Array.isArray(list) && list.every((group) => typeof group === "string");
    return isTexts ? list.map((group) => group.trim()) : undefined;
  } catch {
    return undefined;
  }
}

async function lookUp(
  name: string,
  resolve: ResolveGroupName | undefined,
  abortSignal: AbortSignal | undefined,
): Promise<string> {
  let found: readonly string[];
  try {
    found = (await resolve?.(name, { abortSignal })) ?? [];
  } catch (cause) {
    abortSignal?.throwIfAborted();
    if (isIngestionError(cause)) throw cause;
    // whose groups are not known keeps its present ones until they are
    throw new IngestionError("UPSTREAM_UNAVAILABLE", "Groups cannot be looked up.", { cause });
  }
  const [id, ...others] = new Set(found.map((each) => each.toLowerCase()));
  if (id === undefined)
    throw new IngestionError("GROUP_NOT_FOUND", "A group of that name is not known.");
  if (others.length > 0) {
    throw new IngestionError(
      "GROUP_AMBIGUOUS",
      "Several groups have the same name; use the object id.",
    );
  }
  if (guid.test(id)) return id;
  throw new IngestionError("UPSTREAM_FAILED", "The look-up returned a group that is no object id.");
}
