import { OnYourDataError } from "./on-your-data-error.ts";
import type { FieldsMapping, RequestedSource } from "./wire/requested-source.ts";

/** An index that questions may be answered from. */
export interface DataSource {
  /** The search service, an https origin as in `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  readonly indexName: string;
  /** The field that holds the groups who may read a document. It is in no answer. */
  readonly groupField: string;
  /** Values of that field that stand for everybody who is in a group, as in `all` (none). */
  readonly everyone?: readonly string[];
  /** A field of object ids of people who may read a document by name (none). It is in no answer. */
  readonly userField?: string;
  /**
   * Which fields hold what. A request's own mapping may then only name these. (The request's mapping; without
   * one, fields of the usual names: `content` or `chunk`, `title`, `url`, `filepath`, `chunk_id`.)
   */
  readonly fields?: FieldsMapping;
  /** The field that says which part of its file a passage is (`chunk_id`). */
  readonly chunkIdField?: string;
  /**
   * The key of the index, which must be filterable and retrievable, for citations that open: see
   * {@link createDocumentHandler} (none).
   */
  readonly keyField?: string;
  /**
   * Who trims. `filter`: this server, by the filter that it sends. `filter+native`: AI Search as well, by the
   * permission fields of the index; the same filter goes along, and what is found must pass both (`filter`).
   */
  readonly enforcement?: "filter" | "filter+native";
  /** The user-assigned identity that a request may name as the server's own, an ARM id (none). */
  readonly managedIdentityResourceId?: string;
}

/** Checks a data source and copies it. @throws TypeError for one that is none. */
export function checkDataSource(source: DataSource): DataSource {
  const url = URL.canParse(source.endpoint) ? new URL(source.endpoint) : undefined;
  if (url?.protocol !== "https:" || url.origin !== source.endpoint.replace(/\/$/, "")) {
    throw new TypeError(
      "on-your-data: a data source's endpoint must be an https origin, as in https://contoso.search.windows.net",
    );
  }
  if (!/^[a-z\d](?:[a-z\d_-]{0,126}[a-z\d])?$/.test(source.indexName)) {
    throw new TypeError("on-your-data: a data source's indexName must be the name of an index");
  }
  if (typeof source.groupField !== "string" || source.groupField === "") {
    throw new TypeError(
      "on-your-data: a data source needs its groupField, the field that says who may read a document",
    );
  }
  const { keyField, enforcement = "filter" } = source;
  if (enforcement !== "filter" && enforcement !== "filter+native") {
    throw new TypeError(
      "on-your-data: enforcement must be 'filter' or 'filter+native'; nothing goes without the filter",
    );
  }
  if (
    keyField !== undefined &&
    (!/^[a-z]\w{0,127}$/i.test(keyField) || isGuarded(source, keyField))
  ) {
    throw new TypeError(
      "on-your-data: keyField must be the key of the index, and not the field that says who may read",
    );
  }
  const checked = Object.freeze({ ...source, endpoint: url.origin });
  refuseSecurityFields(checked, checked.fields, () => {
    throw new TypeError("on-your-data: fields must not name the field that says who may read");
  });
  return checked;
}

/**
 * The configured source that a request means. What it names must be configured exactly; nothing that it
 * names is ever called otherwise.
 *
 * @throws OnYourDataError `INVALID_REQUEST`, `INDEX_NOT_FOUND`.
 */
export function findDataSource(
  sources: readonly DataSource[],
  { path, endpoint, indexName, managedIdentityResourceId }: RequestedSource,
): DataSource {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const ofEndpoint = sources.filter((source) => url?.href === `${source.endpoint}/`);
  if (ofEndpoint.length === 0) {
    throw invalid(`${path}/endpoint`, "The endpoint is not one of this server's data sources");
  }
  const source = ofEndpoint.find((candidate) => candidate.indexName === indexName);
  if (source === undefined) {
    throw new OnYourDataError(
      "INDEX_NOT_FOUND",
      "The index is not one of this server's data sources. Its name is part of their configuration.",
    );
  }
  const identity = managedIdentityResourceId?.toLowerCase();
  if (identity !== undefined && identity !== source.managedIdentityResourceId?.toLowerCase()) {
    throw invalid(
      `${path}/authentication/managed_identity_resource_id`,
      "The server signs in with its own identity. Send {'type': 'system_assigned_managed_identity'}",
    );
  }
  return source;
}

/**
 * Which fields to read for a request: the configured ones, or those it maps itself.
 *
 * @throws OnYourDataError `INVALID_REQUEST` for a mapping that names another field than the configured ones, or
 *   the one that says who may read.
 */
export function fieldsFor(
  source: DataSource,
  requested: RequestedSource | undefined,
): FieldsMapping {
  const mapping = requested?.fieldsMapping;
  const path = `${requested?.path}/fields_mapping`;
  if (source.fields === undefined) {
    refuseSecurityFields(source, mapping, () => {
      throw invalid(path, "A field that says who may read a document cannot be mapped");
    });
    return mapping ?? {};
  }
  const configured = new Set(namesIn(source.fields));
  if (!namesIn(mapping).every((name) => configured.has(name))) {
    throw invalid(path, "The mapping names a field that the server's own mapping does not have");
  }
  return source.fields;
}

function refuseSecurityFields(
  source: DataSource,
  mapping: FieldsMapping | undefined,
  refuse: () => never,
): void {
  for (const name of namesIn(mapping)) {
    if (isGuarded(source, name) || !/^[\w/]+$/.test(name)) refuse();
  }
}

/** Whether a field says who may read: a part of it, or a field with the part in it, would show it as well. */
function isGuarded({ groupField, userField }: DataSource, name: string): boolean {
  const path = `${name.trim().toLowerCase()}/`;
  return [groupField, userField]
    .flatMap((field) => field?.toLowerCase() ?? [])
    .some((field) => path.startsWith(`${field}/`) || `${field}/`.startsWith(path));
}

function namesIn(mapping: FieldsMapping | undefined): readonly string[] {
  const {
    contentFields = [],
    vectorFields = [],
    titleField,
    urlField,
    filepathField,
  } = mapping ?? {};
  const single = [titleField, urlField, filepathField].filter((name) => name !== undefined);
  return [...contentFields, ...vectorFields, ...single];
}

function invalid(path: string, message: string): OnYourDataError {
  return new OnYourDataError("INVALID_REQUEST", `Validation error at ${path}: ${message}`);
}
