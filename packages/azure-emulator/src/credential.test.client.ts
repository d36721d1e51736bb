// Run by official-clients.test.ts in a process of its own, with production configuration.
import { ManagedIdentityCredential } from "@azure/identity";

const { MANAGED_IDENTITY_CLIENT_ID = "", MANAGED_IDENTITY_RESOURCE_ID } = process.env;

const credential =
  MANAGED_IDENTITY_RESOURCE_ID === undefined
    ? new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID })
    : new ManagedIdentityCredential({ resourceId: MANAGED_IDENTITY_RESOURCE_ID });
const outcome = await credential.getToken("https://search.azure.com/.default").then(
  ({ token, expiresOnTimestamp }) => ({ token, expiresOnTimestamp }),
  (error: unknown) => ({ error: error instanceof Error ? error.name : String(error) }),
);
console.log(JSON.stringify(outcome));
