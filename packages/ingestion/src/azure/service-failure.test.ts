import { describe, expect, it } from "vitest";
import { createLocalAzure, searchEndpoint } from "../local-azure.test.fixture.ts";
import { createAzureService } from "./azure-service.ts";
import { requiredRoles, type RequiredRoles } from "./required-roles.ts";

const { credential } = createLocalAzure();
const secret = "the secret of a tenant";

/** How a call fails that is answered so, or not at all. */
async function failureOf(
  answer: () => Promise<Response>,
  needs: RequiredRoles = requiredRoles.search,
  getToken = credential.getToken.bind(credential),
): Promise<{ code: string; message: string; cause?: Error }> {
  const service = createAzureService({
    endpoint: searchEndpoint,
    credential: { getToken },
    scope: "https://search.azure.com/.default",
    needs,
    retryDelayInMs: 0,
    fetch: answer,
  });
  return service.send("/indexes").then(
    () => expect.unreachable(),
    (error: unknown) => error as never,
  );
}

const answered =
  (status: number, message: string, headers: Record<string, string> = {}) =>
  (): Promise<Response> =>
    Promise.resolve(Response.json({ error: { message } }, { status, headers }));

describe("the trouble of Azure", () => {
  it.each([
    [403, "", requiredRoles.search, "UPSTREAM_REFUSED", /Search Index Data Contributor/],
    [403, "", requiredRoles.openai, "UPSTREAM_REFUSED", /Cognitive Services OpenAI User/],
    [403, "", requiredRoles.readBlobs, "UPSTREAM_REFUSED", /Storage Blob Data Reader/],
    [403, "", { roles: "the role of a server" }, "UPSTREAM_REFUSED", /the role of a server/],
    [403, "Public access is disabled.", requiredRoles.openai, "UPSTREAM_REFUSED", /private endp/],
    [401, "The audience is wrong.", requiredRoles.search, "UPSTREAM_REFUSED", /\/\.default/],
    [400, "custom subdomain", requiredRoles.openai, "UPSTREAM_FAILED", /custom subdomain and use/],
    [429, "", requiredRoles.openai, "UPSTREAM_UNAVAILABLE", /busy.*raise the quota/],
    [503, "", requiredRoles.search, "UPSTREAM_UNAVAILABLE", /busy.*azure\.status/],
    [418, "", requiredRoles.search, "UPSTREAM_FAILED", /answered with 418\.$/],
  ] as const)(
    "[ingest/trouble-explained][log/no-upstream-words] is told with what to do, and in no words of its own: %i %s",
    async (status, said, needs, code, words) => {
      const error = await failureOf(answered(status, `${said} ${secret}`), needs);
      expect(error.code).toBe(code);
      expect(error.message).toMatch(words);
      expect(error.message).not.toContain(secret);
      // a log keeps what its cause says
      expect(error.cause?.message).toBe(`HTTP ${status}`);
    },
  );

  it("of the network of a storage account is by the code in the header of its answer", async () => {
    const code = { "x-ms-error-code": "AuthorizationFailure" };
    const { message, cause } = await failureOf(
      answered(403, secret, code),
      requiredRoles.readBlobs,
    );
    expect(message).toMatch(/no requests from this network.*private endpoint/);
    expect(cause?.message).toBe("HTTP 403 AuthorizationFailure");
  });

  it("[log/no-upstream-words] keeps no code that is a sentence", async () => {
    const { cause } = await failureOf(answered(403, "", { "x-ms-error-code": `said ${secret}` }));
    expect(cause?.message).toBe("HTTP 403");
  });

  it("is a name that does not resolve, however deep it lies", async () => {
    const cause = Object.assign(new Error(`getaddrinfo ${secret}`), { code: "ENOTFOUND" });
    const error = await failureOf(() => Promise.reject(new TypeError("fetch failed", { cause })));
    expect(error.code).toBe("UPSTREAM_UNAVAILABLE");
    expect(error.message).toMatch(/cannot be reached\. The host name does not resolve\. Compare/);
    expect(error.message).not.toContain(secret);
  });

  it("is an identity that gets no token", async () => {
    const error = await failureOf(answered(200, ""), requiredRoles.search, () =>
      Promise.reject(new Error(`AADSTS70021: ${secret}`)),
    );
    expect(error.message).toMatch(/^There is no token for contoso\.search.*federated credential/);
    expect(error.message).not.toContain(secret);
  });
});
