// Run by direct.test.ts in a process of its own, with addresses of this machine and without a proxy.
import { ClientAssertionCredential, ManagedIdentityCredential } from "@azure/identity";
import { SearchClient } from "@azure/search-documents";
import { BlobServiceClient } from "@azure/storage-blob";
import { Client } from "@microsoft/microsoft-graph-client";
import { AzureOpenAI } from "openai";

const {
  AZURE_AUTHORITY_HOST = "",
  AZURE_EMULATOR_ENDPOINT = "",
  AZURE_OPENAI_ENDPOINT = "",
  AZURE_SEARCH_ENDPOINT = "",
  AZURE_STORAGE_BLOB_ENDPOINT = "",
  ENTRA_CLIENT_ID = "",
  ENTRA_TENANT_ID = "",
  MANAGED_IDENTITY_CLIENT_ID = "",
} = process.env;

const credential = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const tokenOf = async (scope: string) => (await credential.getToken(scope)).token;

const app = new ClientAssertionCredential(
  ENTRA_TENANT_ID,
  ENTRA_CLIENT_ID,
  () => tokenOf("api://AzureADTokenExchange/.default"),
  { authorityHost: AZURE_AUTHORITY_HOST, disableInstanceDiscovery: true },
);
const { token } = await app.getToken(`api://${ENTRA_CLIENT_ID}/.default`);

const search = new SearchClient<{ id: string }>(AZURE_SEARCH_ENDPOINT, "documents", credential, {
  retryOptions: { maxRetries: 0 },
});
const ids: string[] = [];
// more than come on one page
const { results } = await search.search("*", { orderBy: ["id"] });
for await (const { document } of results) ids.push(document.id);

const blobs: string[] = [];
const container = new BlobServiceClient(AZURE_STORAGE_BLOB_ENDPOINT, credential);
for await (const { name } of container.getContainerClient("documents").listBlobsFlat()) {
  blobs.push(name);
}

const openai = new AzureOpenAI({
  endpoint: AZURE_OPENAI_ENDPOINT,
  apiVersion: "2024-10-21",
  maxRetries: 0,
  azureADTokenProvider: () => tokenOf("https://cognitiveservices.azure.com/.default"),
});
const completion = await openai.chat.completions.create({
  model: "chat",
  messages: [{ role: "user", content: "Hello?" }],
});

const graph = Client.initWithMiddleware({
  baseUrl: `${AZURE_EMULATOR_ENDPOINT}/graph.microsoft.com/`,
  customHosts: new Set(["localhost"]),
  authProvider: { getAccessToken: () => tokenOf("https://graph.microsoft.com/.default") },
});
const groups: string[] = [];
let path: string | undefined = "/groups?$top=1&$select=displayName";
while (path !== undefined) {
  // oxlint-disable-next-line no-await-in-loop -- each page names the next one
  const page: { value: { displayName: string }[]; "@odata.nextLink"?: string } = await graph
    .api(path)
    .get();
  groups.push(...page.value.map(({ displayName }) => displayName));
  path = page["@odata.nextLink"];
}

console.log(
  JSON.stringify({
    isToken: token.startsWith("ey"),
    documents: ids.length,
    blobs,
    answered: (completion.choices[0]?.message.content ?? "") !== "",
    groups,
  }),
);
