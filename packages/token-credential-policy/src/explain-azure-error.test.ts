import { describe, expect, it } from "vitest";
import { azureErrorCatalogue } from "./azure-error-catalogue.ts";
import { explainAzureError, type AzureError, type AzureProblem } from "./explain-azure-error.ts";
import { explainThrownError } from "./explain-thrown-error.ts";

const cases: readonly [AzureError, AzureProblem["hop"], RegExp][] = [
  [
    {
      service: "openai",
      status: 401,
      code: "PermissionDenied",
      message: "Principal does not have access to API/Operation.",
    },
    "role",
    /Cognitive Services OpenAI User/,
  ],
  [
    { service: "openai", status: 401, message: "The audience is incorrect (https://x)." },
    "token",
    /audience of the service in your cloud/,
  ],
  [
    {
      service: "openai",
      status: 400,
      message:
        "Please provide a custom subdomain for token authentication, otherwise API key is required.",
    },
    "resource",
    /custom subdomain/,
  ],
  [{ service: "search", status: 403 }, "role", /Search Index Data Reader/],
  [
    { service: "blob", status: 403, code: "AuthorizationPermissionMismatch" },
    "role",
    /Storage Blob Data Reader/,
  ],
  [
    {
      service: "openai",
      status: 403,
      code: "AuthenticationTypeDisabled",
      message: "Key based authentication is disabled for this resource.",
    },
    "resource",
    /Remove the key/,
  ],
  [
    {
      service: "openai",
      status: 403,
      message: "Public access is disabled. Please configure private endpoint.",
    },
    "network",
    /private address/,
  ],
  [{ message: "Unable to load the proper Managed Identity." }, "identity", /client id/],
  [{ message: "invalid_client: 700213: AADSTS700213: No matching" }, "identity", /federated/],
  [{ message: "AADSTS500011: The resource principal" }, "token", /audience of the service/],
  [{ message: "AADSTS123456: something new" }, "token", /AADSTS number/],
  [{ code: "ENOTFOUND" }, "network", /private DNS zone/],
  [{ code: "SELF_SIGNED_CERT_IN_CHAIN" }, "network", /NODE_EXTRA_CA_CERTS/],
  [{ code: "ECONNREFUSED" }, "network", /firewall/],
  [{ service: "blob", status: 403, code: "AuthorizationFailure" }, "network", /private address/],
  [
    {
      service: "search",
      status: 400,
      message: "Error with data source: the connection string is not in the expected format.",
    },
    "resource",
    /semicolon at the end/,
  ],
  [{ message: "The shared private link resource is pending." }, "network", /executionEnvironment/],
  [{ service: "graph", status: 403, code: "Forbidden" }, "role", /GroupMember\.Read\.All/],
  [
    { service: "blob", status: 401, message: "Lifetime validation failed. The token is expired." },
    "token",
    /createTokenProvider/,
  ],
  [{ message: "AADSTS700082: The refresh token has expired" }, "identity", /az login/],
  [{ message: "Please run 'az login' from a command prompt" }, "identity", /az login/],
  [{ message: "AADSTS50076: you must use multi-factor authentication" }, "identity", /again/],
  [{ message: "AADSTS7000215: Invalid client secret provided" }, "identity", /managed identity/],
  [{ message: "AADSTS700016: Application with identifier" }, "identity", /client id, tenant id/],
  [{ message: "AADSTS65001: The user or administrator has not" }, "token", /grant consent/],
  [
    { message: "ManagedIdentityCredential: no managed identity endpoint found" },
    "identity",
    /Turn/,
  ],
  [{ service: "openai", status: 401, code: "PermissionDenied" }, "role", /object id/],
  [{ status: 403, code: "AuthorizationFailed", message: "no authorization" }, "role", /object id/],
  [{ status: 429, service: "search" }, "service", /Retry-After/],
  [{ status: 503 }, "service", /later/],
];

describe("explainAzureError", () => {
  it.each(cases)("%j", (error, hop, remedy) => {
    expect(explainAzureError(error)).toMatchObject({ hop, remedy: expect.stringMatching(remedy) });
  });

  it("has a case here for everything that it knows", () => {
    const told = new Set(cases.map(([error]) => explainAzureError(error)?.problem));
    const untold = azureErrorCatalogue.filter(({ problem }) => !told.has(problem));
    expect(untold).toEqual([]);
  });

  it("is found in what somebody threw, however it is wrapped", () => {
    const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    const thrown = new Error("failed", { cause: new TypeError("fetch failed", { cause }) });
    expect(explainThrownError(thrown)).toEqual(explainAzureError({ code: "ENOTFOUND" }));
    expect(explainThrownError(new Error("no"))).toBeUndefined();
    expect(explainThrownError("ENOTFOUND")).toBeUndefined();
  });

  it("repeats nothing of what was said", () => {
    const said = { status: 401, message: "audience eyJ0eXAi.secret", service: "openai" } as const;
    expect(JSON.stringify(explainAzureError(said))).not.toContain("secret");
  });

  it("does not guess", () => {
    expect(explainAzureError({})).toBeUndefined();
    expect(explainAzureError({ status: 404, code: "DeploymentNotFound" })).toBeUndefined();
  });
});
