export { explainAzureError } from "./explain-azure-error.ts";
export { explainThrownError } from "./explain-thrown-error.ts";
export { createSteadyCredential } from "./steady-credential.ts";
export {
  isTokenCredentialPolicyError,
  TokenCredentialPolicyError,
} from "./token-credential-policy-error.ts";
export { tokenCredentialPolicy, tokenCredentialPolicyName } from "./token-credential-policy.ts";
export { createTokenFetch } from "./token-fetch.ts";
export { createTokenProvider } from "./token-provider.ts";
export { createTokenSender } from "./token-sender.ts";

export type { AzureError, AzureProblem } from "./explain-azure-error.ts";
export type { TokenCredentialPolicyErrorCode } from "./token-credential-policy-error.ts";
export type { TokenCredentialPolicyOptions } from "./token-credential-policy.ts";
export type { TokenFetchOptions } from "./token-fetch.ts";
export type { SendableRequest, SentAnswer, TokenSender } from "./token-sender.ts";
