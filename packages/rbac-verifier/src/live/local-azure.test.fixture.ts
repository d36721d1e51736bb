import type { TokenCredential } from "@azure/core-auth";
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import type { Emulator } from "@entrim/azure-emulator";

/** An identity of the local Azure. */
export function credentialOf(azure: Emulator, identity: string): TokenCredential {
  return {
    getToken: async (scopes) => ({
      token: await azure.issueToken({ identity, scope: [scopes].flat().join(" ") }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
}

/** Sends to the local Azure without any port. */
export function httpClientOf(azure: Emulator): HttpClient {
  return {
    async sendRequest(request) {
      const { url, method, headers, body } = request;
      const response = await azure.fetch(
        new Request(url, {
          method,
          headers: headers.toJSON(),
          ...(typeof body === "string" ? { body } : {}),
        }),
      );
      return {
        request,
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        bodyAsText: await response.text(),
      };
    },
  };
}
