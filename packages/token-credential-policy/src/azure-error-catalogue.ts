import type { AzureError, AzureProblem } from "./explain-azure-error.ts";

/** An error by what can be told of it, and what is said of it. */
interface Entry extends AzureProblem {
  readonly service?: AzureError["service"];
  readonly status?: readonly number[];
  /** Tested against `code message`. */
  readonly text?: RegExp;
}

/**
 * Errors that cost people days, from the particular to the general; the first that fits is the answer.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 * @see https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
 */
export const azureErrorCatalogue: readonly Entry[] = [
  {
    text: /unable to load the proper managed identity|identity not found|no (user|managed) assigned/i,
    hop: "identity",
    problem: "The platform does not know the managed identity that was asked for.",
    remedy:
      "Assign the user-assigned identity to this app, and pass its client id, not its object id, to ManagedIdentityCredential.",
  },
  {
    text: /AADSTS70021\d*\b/,
    hop: "identity",
    problem: "The app registration does not trust the assertion of the managed identity.",
    remedy:
      "Give the app registration a federated credential whose subject is the identity's object id, with the tenant's v2.0 issuer and the audience of the cloud.",
  },
  {
    text: /AADSTS7000215\b|AADSTS7000222\b/,
    hop: "identity",
    problem: "A client secret is in use, and is wrong or over.",
    remedy: "Use a managed identity, which has none.",
  },
  {
    text: /AADSTS700016\b|AADSTS90002\b/,
    hop: "identity",
    problem: "The app or its tenant does not exist in this cloud.",
    remedy: "Compare client id, tenant id and authority with the app registration.",
  },
  {
    text: /AADSTS500011\b|AADSTS70011\b/,
    hop: "token",
    problem: "The scope names a resource that the tenant does not have.",
    remedy: "Use the audience of the service in your cloud with /.default behind it.",
  },
  {
    text: /AADSTS65001\b/,
    hop: "token",
    problem: "Nobody consented to what the app asks for.",
    remedy: "Let an administrator grant consent to the app's permissions.",
  },
  {
    text: /AADSTS(50078|50173|50133|70008|700082|700084|70043)\b|(?:az|azd) (?:auth )?login|Connect-AzAccount/,
    hop: "identity",
    problem: "Nobody is signed in here, or the sign-in is over.",
    remedy: "Sign in again: az login, or azd auth login. A server has a managed identity instead.",
  },
  {
    text: /AADSTS(50076|50079|53000|53003|53001)\b/,
    hop: "identity",
    problem: "The tenant's Conditional Access asks for more than this sign-in has shown.",
    remedy:
      "Sign in again with what it asks for: az login --scope <audience>/.default. A managed identity is asked for nothing.",
  },
  {
    text: /AADSTS\d+/,
    hop: "token",
    problem: "Entra gave no token.",
    remedy: "Look up the AADSTS number of the cause at https://login.microsoftonline.com/error.",
  },
  {
    text: /\b(ENOTFOUND|EAI_AGAIN)\b/,
    hop: "network",
    problem: "The host name does not resolve.",
    remedy:
      "Compare the endpoint with the resource's; behind a private endpoint, link the private DNS zone to this network.",
  },
  {
    text: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/,
    hop: "network",
    problem: "The certificate of the host is not trusted.",
    remedy:
      "If a proxy opens TLS here, add its authority with NODE_EXTRA_CA_CERTS; never turn verification off.",
  },
  {
    text: /\b(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)\b/,
    hop: "network",
    problem: "The host cannot be reached.",
    remedy: "Check firewall, routes and proxy between here and the endpoint.",
  },
  {
    text: /no managed identity endpoint|managed ?identity.*(unavailable|not available)|CredentialUnavailableError/i,
    hop: "identity",
    problem: "There is no identity where this runs.",
    remedy:
      "Turn on the managed identity of the app, or sign in with the Azure CLI on a workstation.",
  },
  {
    text: /shared private link|executionEnvironment/i,
    hop: "network",
    problem: "The indexer of the search service does not go by the private network.",
    remedy:
      "Approve the shared private links of the search service at each target, and set the indexer's executionEnvironment to private.",
  },
  {
    service: "search",
    text: /connection ?string/i,
    status: [400],
    hop: "resource",
    problem:
      "The data source's connection string names no resource that it can reach by an identity.",
    remedy:
      "Use ResourceId=<resource id of the storage account>; with the semicolon at the end and without a key.",
  },
  {
    service: "blob",
    text: /\bAuthorizationFailure\b/,
    status: [403],
    hop: "network",
    problem: "The storage account takes no requests from this network.",
    remedy:
      "Reach it by its private endpoint: its host name must resolve to a private address here; or allow this network.",
  },
  {
    text: /public (network )?access is disabled|private endpoint|virtual network|firewall/i,
    status: [403],
    hop: "network",
    problem: "The resource takes no requests from the public network, from where this one came.",
    remedy:
      "Reach it by its private endpoint: its host name must resolve to a private address here; or allow this network.",
  },
  {
    text: /custom subdomain/i,
    hop: "resource",
    problem: "The resource has no custom subdomain, without which it takes no tokens.",
    remedy:
      "Give the resource a custom subdomain and use https://<subdomain>.openai.azure.com in place of the regional endpoint.",
  },
  {
    text: /AuthenticationTypeDisabled|key based authentication is (disabled|not permitted)|KeyBasedAuthenticationNotPermitted/i,
    hop: "resource",
    problem: "Something sends a key, and the resource takes none.",
    remedy: "Remove the key; the token is enough.",
  },
  {
    text: /audience/i,
    status: [400, 401, 403],
    hop: "token",
    problem: "The token is made out to another service, or to the same in another cloud.",
    remedy: "Use the audience of the service in your cloud with /.default behind it as the scope.",
  },
  {
    text: /\bexpired\b/i,
    status: [401],
    hop: "token",
    problem: "The token was over when it arrived; somebody keeps one in place of asking for it.",
    remedy:
      "Hand the client what makes tokens, as createTokenFetch or createTokenProvider do, and no token; and compare this machine's clock.",
  },
  {
    service: "search",
    status: [401, 403],
    hop: "role",
    problem: "The search service takes keys only, or the identity has no role on it.",
    remedy:
      "Turn on role-based access (authOptions: aadOrApiKey, or disableLocalAuth) and assign Search Index Data Reader to the identity's object id; for writing, Search Index Data Contributor. A new assignment takes up to ten minutes.",
  },
  {
    service: "openai",
    status: [401, 403],
    hop: "role",
    problem: "The identity has no role that lets it use the models. Contributor and Owner do not.",
    remedy:
      "Assign Cognitive Services OpenAI User on the resource to the identity's object id. A new assignment takes up to ten minutes; one by group membership as long as the identity's token lives, up to a day.",
  },
  {
    service: "blob",
    status: [401, 403],
    hop: "role",
    problem:
      "The identity has no role on the data of the storage account. Contributor and Owner do not read it.",
    remedy:
      "Assign Storage Blob Data Reader to the identity's object id; for writing, Storage Blob Data Contributor. A new assignment takes up to ten minutes.",
  },
  {
    service: "graph",
    status: [403],
    hop: "role",
    problem: "The identity has no permission on Microsoft Graph; roles of Azure are none.",
    remedy:
      "Assign the application permission GroupMember.Read.All of Microsoft Graph to the identity's object id. It holds as soon as the identity gets a new token, which a managed identity may take a day for.",
  },
  {
    text: /PermissionDenied|AuthorizationFailed|AuthorizationPermissionMismatch|Authorization_RequestDenied/,
    hop: "role",
    problem: "The identity has no role or permission for this.",
    remedy:
      "Assign the role for the data of the service to the identity's object id. A new assignment takes up to ten minutes.",
  },
  {
    status: [429],
    hop: "service",
    problem: "The service has had as many requests as it takes.",
    remedy: "Come back when Retry-After says; raise the quota or the tier if it lasts.",
  },
  {
    status: [500, 502, 503, 504],
    hop: "service",
    problem: "The service fails.",
    remedy: "Come back later; see https://azure.status.microsoft.",
  },
];
