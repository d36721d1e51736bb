import type { Directory } from "../azure.ts";
import type { SeedApp } from "../seed.ts";

/** An API that tokens are made out to. */
export interface TokenResource {
  /** The `aud` of its tokens. */
  readonly audience: string;
  /** Its app registration; `undefined` for an API of Microsoft's. */
  readonly app: SeedApp | undefined;
  /** APIs of Microsoft's take v1.0 tokens, one's own and the token exchange v2.0. */
  readonly tokenVersion: "1.0" | "2.0";
}

/** Microsoft Graph as an audience. */
export const graphAudience = "https://graph.microsoft.com";

/** What the token of a managed identity is made out to where it stands in for a secret. */
const tokenExchangeAudience = "api://AzureADTokenExchange";

const microsoftAudiences = new Set([
  graphAudience,
  "https://management.azure.com",
  "https://management.core.windows.net",
  "https://search.azure.com",
  "https://cognitiveservices.azure.com",
  "https://ai.azure.com",
  "https://storage.azure.com",
]);

/**
 * The API of that identifier: an App ID URI, the client id of one's own API, or the address of one of
 * Microsoft's, whose tokens carry it as it was asked for, with or without a slash at its end.
 */
export function findResource(directory: Directory, identifier: string): TokenResource | undefined {
  if (isMicrosoftApi(identifier)) {
    return { audience: identifier, app: undefined, tokenVersion: "1.0" };
  }
  if (identifier === tokenExchangeAudience) {
    return { audience: identifier, app: undefined, tokenVersion: "2.0" };
  }
  const app = directory.apps.find(
    ({ identifierUri, appId }) => identifier === identifierUri || identifier === appId,
  );
  return app && { audience: app.appId, app, tokenVersion: "2.0" };
}

/** Whether an identifier is that of an API of Microsoft's. */
export function isMicrosoftApi(identifier: string): boolean {
  return microsoftAudiences.has(identifier.replace(/\/$/, ""));
}

/** Whether tokens of a resource are for Microsoft Graph. */
export function isGraph(resource: TokenResource): boolean {
  return resource.audience.replace(/\/$/, "") === graphAudience;
}
