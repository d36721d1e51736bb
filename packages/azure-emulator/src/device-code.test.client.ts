// Run by official-clients.test.ts in a process of its own, with production configuration.
import { DeviceCodeCredential } from "@azure/identity";

const { ENTRA_TENANT_ID = "", ENTRA_CLIENT_ID = "", USER_ID = "" } = process.env;

let page = "";
const credential = new DeviceCodeCredential({
  tenantId: ENTRA_TENANT_ID,
  clientId: ENTRA_CLIENT_ID,
  // the person at another device, which no proxy stands before
  async userPromptCallback({ verificationUri, userCode }) {
    page = verificationUri;
    const body = new URLSearchParams({ otc: userCode, user: USER_ID });
    await fetch(verificationUri, { method: "POST", body });
  },
});
const scope = `api://${ENTRA_CLIENT_ID}/access_as_user`;
const { token } = await credential.getToken(scope, { enableCae: true });
const { token: again } = await credential.getToken(scope, { enableCae: true });
console.log(JSON.stringify({ page, token, again: again === token }));
