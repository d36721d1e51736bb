//#region readme
import type { TokenCredential } from "@azure/core-auth";
import { createTokenFetch } from "@entrim/token-credential-policy";
import { AzureOpenAI } from "openai";

const host = "contoso.openai.azure.com";

/** `credential` is the server's own identity, in Azure `new ManagedIdentityCredential()`. */
export function createOpenAI(
  credential: TokenCredential,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): AzureOpenAI {
  const scopes = "https://cognitiveservices.azure.com/.default";
  return new AzureOpenAI({
    endpoint: `https://${host}`,
    apiVersion: "2024-10-21",
    azureADTokenProvider: () => Promise.resolve("replaced"),
    fetch: createTokenFetch({ credential, scopes, allowedHosts: [host], fetch }),
  });
}
//#endregion

//#region pipeline
import { bearerTokenAuthenticationPolicyName, type Pipeline } from "@azure/core-rest-pipeline";
import { tokenCredentialPolicy } from "@entrim/token-credential-policy";

/** Replaces the bearer policy of a client of the Azure SDK; `pipeline` is a member of the client. */
export function replaceBearerPolicy(pipeline: Pipeline, credential: TokenCredential): void {
  pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
  pipeline.addPolicy(
    tokenCredentialPolicy({
      credential,
      scopes: "https://search.azure.com/.default",
      allowedHosts: ["contoso.search.windows.net"],
    }),
    // within the retries, so that each reads the token anew
    { phase: "Sign" },
  );
}
//#endregion

//#region storage
import { createSteadyCredential } from "@entrim/token-credential-policy";
import { BlobServiceClient } from "@azure/storage-blob";

/** For clients that have no place for a policy. */
export function createBlobService(credential: TokenCredential): BlobServiceClient {
  const url = "https://contoso.blob.core.windows.net";
  return new BlobServiceClient(url, createSteadyCredential(credential));
}
//#endregion
