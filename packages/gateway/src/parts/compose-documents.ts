import type { FetchHandler, Principal } from "@entrim/guard";
import { createDocumentHandler, type UserToken } from "@entrim/on-your-data";
import type { GatewayDocuments } from "../gateway-options.ts";
import type { Grounds } from "./compose-grounds.ts";

/** The path that passages lie below. */
export const documentsPath = "/documents/";

/** Where citations lead. */
export function documentsUrl({ origin = "" }: GatewayDocuments, prefix: string): string {
  if (origin !== "" && !isHttpsOrigin(origin)) {
    throw new TypeError(
      "gateway: documents.origin must be an https origin, as in https://chat.contoso.com",
    );
  }
  return origin + prefix + documentsPath.slice(0, -1);
}

/** The passages, each for whoever may read it. */
export function composeDocuments(
  grounds: Grounds,
  isReady: () => boolean,
  userToken: UserToken<Principal> | undefined,
): FetchHandler {
  return createDocumentHandler<Principal>({ ...grounds, isReady, ...(userToken && { userToken }) });
}

function isHttpsOrigin(text: string): boolean {
  return URL.canParse(text) && text.startsWith("https://") && new URL(text).origin === text;
}
