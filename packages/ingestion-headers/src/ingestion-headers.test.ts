import { describe, expect, it } from "vitest";
import { buildIngestionHeaders } from "./build-ingestion-headers.ts";
import { isIngestionHeaderError } from "./ingestion-header-error.ts";
import type { IngestionSource } from "./ingestion-source.ts";
import { parseIngestionHeaders } from "./parse-ingestion-headers.ts";

const resourceId =
  "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/chat.(1)/providers/Microsoft.Storage/storageAccounts/contoso";

const source: IngestionSource = {
  storage: {
    endpoint: "https://contoso.blob.core.windows.net/",
    resourceId: `${resourceId}/`,
    container: "handbook",
  },
  search: { endpoint: "https://contoso.search.windows.net" },
};

const headers = {
  storageEndpoint: "https://contoso.blob.core.windows.net",
  storageConnectionString: `ResourceId=${resourceId};`,
  storageContainer: "handbook",
  searchServiceEndpoint: "https://contoso.search.windows.net",
};

function faultOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (!isIngestionHeaderError(error)) throw error;
    const leaks = /swordfish|evil/.test(error.message);
    return leaks ? "the message leaks" : `${error.code} ${error.header}`;
  }
  return undefined;
}

describe("buildIngestionHeaders", () => {
  it("writes each part in one spelling", () => {
    expect(buildIngestionHeaders(source)).toEqual(headers);
  });

  it.each([
    [{ endpoint: "http://contoso.blob.core.windows.net" }, "INVALID_ENDPOINT storageEndpoint"],
    [
      { endpoint: "https://contoso.blob.core.windows.net/?sig=swordfish" },
      "INVALID_ENDPOINT storageEndpoint",
    ],
    [{ endpoint: "https://evil.blob.core.windows.net" }, "INVALID_ENDPOINT storageEndpoint"],
    [{ endpoint: "https://contoso.evil.example" }, "INVALID_ENDPOINT storageEndpoint"],
    [{ resourceId: "contoso" }, "INVALID_RESOURCE_ID storageConnectionString"],
    [{ resourceId: `${resourceId}\r\nx: evil` }, "INVALID_RESOURCE_ID storageConnectionString"],
    [{ container: "Hand--book" }, "INVALID_CONTAINER storageContainer"],
    [{ container: "a\r\nx: evil" }, "INVALID_CONTAINER storageContainer"],
  ])("refuses %o", (change, fault) => {
    const storage = { ...source.storage, ...change };
    const cloud = {
      blob: { hostSuffix: "blob.core.windows.net" },
      search: { hostSuffix: "search.windows.net" },
    };
    expect(faultOf(() => buildIngestionHeaders({ ...source, storage }, cloud))).toBe(fault);
  });

  it("refuses a deployment that is no name", () => {
    const wrong = { ...source, embeddingDeployment: "https://evil.example/embeddings" };
    expect(faultOf(() => buildIngestionHeaders(wrong))).toBe(
      "INVALID_DEPLOYMENT embeddingDeploymentName",
    );
  });
});

describe("parseIngestionHeaders", () => {
  it("reads names in any letters, from a Headers too", () => {
    const parsed = parseIngestionHeaders(new Headers(headers));
    expect(buildIngestionHeaders(parsed)).toEqual(headers);
    expect(parseIngestionHeaders({ ...headers, "content-type": "application/json" })).toEqual(
      parsed,
    );
  });

  it.each([
    ["searchServiceAdminKey", "KEY_REFUSED searchServiceAdminKey"],
    ["embeddingKey", "KEY_REFUSED embeddingKey"],
    ["EmbeddingEndpoint", "KEY_REFUSED embeddingEndpoint"],
  ])("[keys/setting-refused] refuses %s", (header, fault) => {
    expect(faultOf(() => parseIngestionHeaders({ ...headers, [header]: "swordfish" }))).toBe(fault);
  });

  it.each([
    "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=swordfish",
    "BlobEndpoint=https://contoso.blob.core.windows.net;SharedAccessSignature=swordfish",
    `ResourceId=${resourceId};AccountKey=swordfish`,
  ])("[keys/setting-refused] refuses the connection string %s", (storageConnectionString) => {
    expect(faultOf(() => parseIngestionHeaders({ ...headers, storageConnectionString }))).toBe(
      "KEY_REFUSED storageConnectionString",
    );
  });

  it.each(["storageEndpoint", "storageConnectionString", "storageContainer"])(
    "names %s when it is missing",
    (header) => {
      expect(faultOf(() => parseIngestionHeaders({ ...headers, [header]: undefined }))).toBe(
        `MISSING ${header}`,
      );
    },
  );

  it("does not choose between two values", () => {
    const twice = { ...headers, storagecontainer: "other" };
    expect(faultOf(() => parseIngestionHeaders(twice))).toBe("REPEATED storagecontainer");
  });
});
