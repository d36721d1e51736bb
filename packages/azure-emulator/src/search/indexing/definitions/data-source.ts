import { asJsonObject, type JsonObject } from "../../json-object.ts";
import { invalidRequest, notEmulated, SearchError } from "../../search-error.ts";
import { readDataIdentity, type DataIdentity } from "./data-identity.ts";
import { parseObjectName } from "../../objects/object-name.ts";
import { readDefinition, type MemberReader } from "./read-definition.ts";

/** Where an indexer reads from: a container of a storage account. */
export interface DataSource {
  readonly name: string;
  readonly description: string | null;
  readonly type: "azureblob" | "adlsgen2";
  /** The id of the storage account; connection strings have nothing else here. */
  readonly storageAccountId: string;
  readonly container: { readonly name: string; readonly query: string | null };
  readonly identity: DataIdentity;
  readonly dataChangeDetectionPolicy: JsonObject | null;
  readonly dataDeletionDetectionPolicy: DeletionPolicy | null;
}

/** How it is told that a blob is gone. */
type DeletionPolicy =
  | {
      readonly "@odata.type": "#Microsoft.Azure.Search.SoftDeleteColumnDeletionDetectionPolicy";
      /** The name of metadata, and the value that it has then. */
      readonly softDeleteColumnName: string;
      readonly softDeleteMarkerValue: string;
    }
  | {
      readonly "@odata.type": "#Microsoft.Azure.Search.NativeBlobSoftDeleteDeletionDetectionPolicy";
    };

/** What the service reads from, and this one does not. */
const otherTypes = [
  "azuresql",
  "cosmosdb",
  "azuretable",
  "mysql",
  "onelake",
  "sharepoint",
] as const;

/**
 * Reads a definition as `PUT /datasources('<name>')` takes it.
 *
 * @param stored What is kept by that name: its credentials stay where the new ones say so.
 * @see https://learn.microsoft.com/rest/api/searchservice/data-sources/create-or-update
 * @throws SearchError for one that the service would not take, that has a key, or is not emulated.
 */
export function parseDataSource(
  value: unknown,
  apiVersion: string,
  stored?: DataSource,
): DataSource {
  const kind = { where: "dataSource", type: "DataSource", apiVersion };
  return readDefinition(value, kind, (read) => {
    const type = read.oneOf("type", ["azureblob", "adlsgen2", ...otherTypes], "azureblob");
    if (read.raw("type") === undefined) {
      throw invalidRequest("dataSource", "Data source type cannot be missing.");
    }
    if (type !== "azureblob" && type !== "adlsgen2") {
      throw notEmulated(`data sources of the type '${type}'`);
    }
    if (read.raw("encryptionKey") !== undefined) {
      throw notEmulated("'encryptionKey' in a data source");
    }
    return {
      name: parseObjectName(read.raw("name"), { where: "dataSource", kind: "Data source" }),
      description: read.optionalText("description"),
      type,
      storageAccountId: storageAccountIn(read, stored),
      container: containerIn(read),
      identity: readDataIdentity(read, "identity"),
      dataChangeDetectionPolicy: changePolicyIn(read),
      dataDeletionDetectionPolicy: deletionPolicyIn(read),
    };
  });
}

/** A data source as it is answered: never with its connection string. */
export function formatDataSource(dataSource: DataSource): JsonObject {
  const { name, description, type, container, identity } = dataSource;
  const { dataChangeDetectionPolicy, dataDeletionDetectionPolicy } = dataSource;
  return {
    name,
    description,
    type,
    credentials: { connectionString: null },
    container,
    identity,
    dataChangeDetectionPolicy,
    dataDeletionDetectionPolicy,
    encryptionKey: null,
  };
}

const unchanged = "<unchanged>";

function storageAccountIn(read: MemberReader, stored: DataSource | undefined): string {
  const { connectionString = null } = asJsonObject(read.raw("credentials"));
  if (stored && (connectionString === unchanged || connectionString === null)) {
    return stored.storageAccountId;
  }
  if (typeof connectionString !== "string" || connectionString === "") {
    throw invalidRequest("dataSource", "Data source credentials cannot be missing.");
  }
  if (/\b(?:AccountKey|SharedAccessSignature|ContainerSharedAccessUri)=/i.test(connectionString)) {
    throw new SearchError(
      400,
      "Error with data source: Key based authentication is not permitted on this storage account.  Please adjust your data source definition in order to proceed.",
    );
  }
  const id =
    /^\s*ResourceId=(\/subscriptions\/[^/;]+\/resourceGroups\/[^/;]+\/providers\/Microsoft\.Storage\/storageAccounts\/[^/;]+)\/?;?\s*$/i.exec(
      connectionString,
    )?.[1];
  if (id !== undefined) return id;
  throw invalidRequest(
    "dataSource",
    "The connection string must name a storage account by its id, as in 'ResourceId=/subscriptions/…/providers/Microsoft.Storage/storageAccounts/…;'.",
  );
}

function containerIn(read: MemberReader): DataSource["container"] {
  const kind = { ...read.kind, type: "DataContainer" };
  return readDefinition(read.raw("container"), kind, (member) => ({
    name: member.text("name"),
    query: member.optionalText("query"),
  }));
}

function changePolicyIn(read: MemberReader): JsonObject | null {
  const policy = read.raw("dataChangeDetectionPolicy");
  if (policy === undefined) return null;
  const { "@odata.type": type, highWaterMarkColumnName } = asJsonObject(policy);
  if (
    type === "#Microsoft.Azure.Search.HighWaterMarkChangeDetectionPolicy" &&
    highWaterMarkColumnName === "metadata_storage_last_modified"
  ) {
    return { "@odata.type": type, highWaterMarkColumnName };
  }
  throw invalidRequest(
    "dataSource",
    "Blobs are known to have changed by 'metadata_storage_last_modified' alone; no other change detection policy fits them.",
  );
}

function deletionPolicyIn(read: MemberReader): DeletionPolicy | null {
  const policy = read.raw("dataDeletionDetectionPolicy");
  if (policy === undefined) return null;
  const {
    "@odata.type": type,
    softDeleteColumnName: column,
    softDeleteMarkerValue: marker,
  } = asJsonObject(policy);
  if (type === "#Microsoft.Azure.Search.NativeBlobSoftDeleteDeletionDetectionPolicy") {
    return { "@odata.type": type };
  }
  if (
    type === "#Microsoft.Azure.Search.SoftDeleteColumnDeletionDetectionPolicy" &&
    typeof column === "string" &&
    typeof marker === "string"
  ) {
    return { "@odata.type": type, softDeleteColumnName: column, softDeleteMarkerValue: marker };
  }
  throw invalidRequest(
    "dataSource",
    "A deletion detection policy must be a 'SoftDeleteColumnDeletionDetectionPolicy' with its column and marker, or a 'NativeBlobSoftDeleteDeletionDetectionPolicy'.",
  );
}
