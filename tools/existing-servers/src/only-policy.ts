// An app that keeps its SearchClient, and wants its token to leave for that one host only.
import { bearerTokenAuthenticationPolicyName } from "@azure/core-rest-pipeline";
import { SearchClient } from "@azure/search-documents";
import type { TokenCredential } from "@azure/core-auth";
import { tokenCredentialPolicy } from "@entrim/token-credential-policy";

/** The client, without keys and with a policy that refuses other hosts, keys and redirects. */
export function createKeylessSearchClient<Model extends object>(
  host: string,
  index: string,
  credential: TokenCredential,
): SearchClient<Model> {
  const client = new SearchClient<Model>(`https://${host}`, index, credential);
  client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
  const scopes = "https://search.azure.com/.default";
  client.pipeline.addPolicy(tokenCredentialPolicy({ credential, scopes, allowedHosts: [host] }), {
    phase: "Sign",
  });
  return client;
}
