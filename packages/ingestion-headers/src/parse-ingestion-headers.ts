import { IngestionHeaderError } from "./ingestion-header-error.ts";
import { checkedSource, type IngestionCloud, type IngestionSource } from "./ingestion-source.ts";

/** Headers that carry a key, and what stands in for each. */
const refused: Readonly<Record<string, string>> = {
  searchServiceAdminKey: "give the server's identity a role on the search service",
  embeddingKey: "name the deployment by embeddingDeploymentName",
  embeddingEndpoint: "name the deployment by embeddingDeploymentName",
};

/**
 * Reads the headers of an ingestion job; those that it does not know are left alone.
 *
 * @param headers A `Headers`, or the headers of a Node request.
 * @param cloud Whose hosts are accepted (those of any cloud).
 * @throws IngestionHeaderError for a header that is missing, wrong, repeated or carries a key.
 */
export function parseIngestionHeaders(
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>,
  cloud?: IngestionCloud,
): IngestionSource {
  const all = lowerCase(headers);
  for (const [header, remedy] of Object.entries(refused)) {
    if (!all.has(header.toLowerCase())) continue;
    throw new IngestionHeaderError(
      "KEY_REFUSED",
      header,
      `ingestion-headers: ${header} is refused, for no key is used here; ${remedy}`,
    );
  }
  const required = (header: string): string => {
    const value = all.get(header.toLowerCase());
    if (value) return value;
    throw new IngestionHeaderError(
      "MISSING",
      header,
      `ingestion-headers: the header ${header} is missing`,
    );
  };
  const embeddingDeployment = all.get("embeddingdeploymentname");
  return checkedSource(
    {
      storage: {
        endpoint: required("storageEndpoint"),
        resourceId: resourceIdOf(required("storageConnectionString")),
        container: required("storageContainer"),
      },
      search: { endpoint: required("searchServiceEndpoint") },
      ...(embeddingDeployment === undefined ? {} : { embeddingDeployment }),
    },
    cloud,
  );
}

function lowerCase(
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>,
): ReadonlyMap<string, string> {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const all = new Map<string, string>();
  for (const [name, value] of entries) {
    const key = name.toLowerCase();
    if (value === undefined) continue;
    if (typeof value !== "string" || all.has(key)) {
      throw new IngestionHeaderError(
        "REPEATED",
        name,
        "ingestion-headers: a header is there more than once",
      );
    }
    all.set(key, value);
  }
  return all;
}

/** The one form of a connection string that holds no secret. */
function resourceIdOf(connectionString: string): string {
  const resourceId = /^ResourceId=([^;=]+);?$/i.exec(connectionString.trim())?.[1];
  if (resourceId !== undefined) return resourceId;
  throw new IngestionHeaderError(
    "KEY_REFUSED",
    "storageConnectionString",
    "ingestion-headers: storageConnectionString has the form ResourceId=/subscriptions/…; account keys and shared access signatures are refused",
  );
}
