export { AccessTokenError, isAccessTokenError } from "./access-token-error.ts";
export { createAccessTokenVerifier } from "./access-token-verifier.ts";
export { bearerChallenge } from "./bearer-challenge.ts";
export { parseBearerToken } from "./bearer-token.ts";
export {
  buildResourceMetadata,
  createResourceMetadataHandler,
  resourceMetadataAddress,
} from "./resource-metadata.ts";

export type { AccessTokenCaller } from "./access-token-caller.ts";
export type {
  AccessTokenErrorCode,
  AccessTokenErrorOptions,
  AccessTokenErrorReason,
} from "./access-token-error.ts";
export type { AccessTokenVerifierOptions } from "./access-token-verifier-options.ts";
export type { AccessTokenVerifier } from "./access-token-verifier.ts";
export type { BearerChallengeOptions, BearerRefusal } from "./bearer-challenge.ts";
export type { AccessTokenVersion } from "./check-claims.ts";
export type { GroupClaim } from "./group-claim.ts";
export type { ResourceMetadata, ResourceMetadataOptions } from "./resource-metadata.ts";
