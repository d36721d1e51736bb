// Run by official-on-behalf-of.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential, OnBehalfOfCredential } from "@azure/identity";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { SearchClient } from "@azure/search-documents";
import { BlobServiceClient } from "@azure/storage-blob";

const {
  ENTRA_TENANT_ID = "",
  ENTRA_CLIENT_ID = "",
  MANAGED_IDENTITY_CLIENT_ID = "",
  PERSONS_TOKEN = "",
} = process.env;

const identity = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const proveApp = async () => (await identity.getToken("api://AzureADTokenExchange/.default")).token;
const person = new OnBehalfOfCredential({
  tenantId: ENTRA_TENANT_ID,
  clientId: ENTRA_CLIENT_ID,
  userAssertionToken: PERSONS_TOKEN,
  getAssertion: proveApp,
});

const searchEndpoint = "https://contoso.search.windows.net";
const own = new SearchClient<{ title: string }>(searchEndpoint, "documents", person);
const counted = await own
  .getDocumentsCount()
  .catch((error: unknown) => (error as { statusCode?: number }).statusCode);

// the app reads as itself, and the service leaves out what the person may not see
const trimmed = new SearchClient<{ title: string }>(searchEndpoint, "documents", identity, {
  apiVersion: "2026-08-01-preview",
});
trimmed.pipeline.addPolicy({
  name: "readAsPerson",
  async sendRequest(request, next) {
    const { token } = await person.getToken("https://search.azure.com/user_impersonation");
    request.headers.set("x-ms-query-source-authorization", token);
    return next(request);
  },
});
const titles: string[] = [];
for await (const { document } of (await trimmed.search("*", { orderBy: ["title"] })).results) {
  titles.push(document.title);
}

const blobs: string[] = [];
const storage = new BlobServiceClient("https://contoso.blob.core.windows.net", person);
for await (const { name } of storage.getContainerClient("documents").listBlobsFlat()) {
  blobs.push(name);
}

const msal = new ConfidentialClientApplication({
  auth: {
    clientId: ENTRA_CLIENT_ID,
    authority: `https://login.microsoftonline.com/${ENTRA_TENANT_ID}`,
    clientAssertion: proveApp,
  },
});
const result = await msal.acquireTokenOnBehalfOf({
  oboAssertion: PERSONS_TOKEN,
  scopes: ["https://search.azure.com/.default"],
});

console.log(JSON.stringify({ counted, titles, blobs, token: result?.accessToken }));
