// Run by official-clients.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential } from "@azure/identity";
import { Client, GraphError, type PageCollection } from "@microsoft/microsoft-graph-client";

const { MANAGED_IDENTITY_CLIENT_ID = "", USER_ID = "" } = process.env;

const credential = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const client = Client.initWithMiddleware({
  authProvider: {
    getAccessToken: async () =>
      (await credential.getToken("https://graph.microsoft.com/.default")).token,
  },
});

const groups: string[] = [];
let path: string | undefined =
  `/users/${USER_ID}/transitiveMemberOf/microsoft.graph.group?$select=id&$count=true&$top=1`;
while (path !== undefined) {
  // oxlint-disable-next-line no-await-in-loop -- each page names the next one
  const page: PageCollection = await client.api(path).header("ConsistencyLevel", "eventual").get();
  groups.push(...page.value.map(({ id }: { id: string }) => id));
  path = page["@odata.nextLink"];
}
const forbidden = await client
  .api("/users")
  .get()
  .catch((error: unknown) => error instanceof GraphError && error.statusCode);

console.log(JSON.stringify({ groups, forbidden }));
