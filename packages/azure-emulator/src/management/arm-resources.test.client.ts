// Run by arm-resources.test.ts in a process of its own.
import { ResourceManagementClient } from "@azure/arm-resources";
import { ManagedIdentityCredential } from "@azure/identity";

const {
  MANAGED_IDENTITY_CLIENT_ID = "",
  SUBSCRIPTION_ID = "",
  SEARCH_ID = "",
  ARM_ENDPOINT,
} = process.env;

const client = new ResourceManagementClient(
  new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID }),
  SUBSCRIPTION_ID,
  {
    retryOptions: { maxRetries: 0 },
    ...(ARM_ENDPOINT === undefined
      ? {}
      : {
          endpoint: ARM_ENDPOINT,
          credentials: { scopes: ["https://management.azure.com/.default"] },
        }),
  },
);

const groups: (string | undefined)[] = [];
for await (const { name } of client.resourceGroups.list()) groups.push(name);
const searches: (string | undefined)[] = [];
const filter = "resourceType eq 'Microsoft.Search/searchServices'";
for await (const { id } of client.resources.list({ filter })) searches.push(id);

const version = "2025-05-01";
const { properties: before } = await client.resources.getById(SEARCH_ID, version);
const changed = await client.resources.updateById(SEARCH_ID, version, {
  properties: { publicNetworkAccess: "disabled" },
});
const { properties: after } = await client.resources.getById(SEARCH_ID, version);
const missing = await client.resources
  .getById(`${SEARCH_ID}x`, version)
  .catch((error: unknown) => Reflect.get(Object(error), "code"));

console.log(JSON.stringify({ groups, searches, before, changed: changed.id, after, missing }));
