import type { RequestHandler } from "express";
import { refuse } from "./refusal.ts";

/** The header that the page's own requests carry; another site's page cannot send it without asking. */
const pageHeader = "x-requested-by";

/**
 * Lets through only what the app's own page sent: by origin, by what the browser says of the site, by
 * a header, and by a content type that no form can send. Each would do in a browser of today.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function refuseCrossSite(publicOrigin: string): RequestHandler {
  return (request, response, next) => {
    const { origin, "sec-fetch-site": site = "same-origin" } = request.headers;
    const isOwn =
      origin === publicOrigin && site === "same-origin" && request.headers[pageHeader] === "page";
    if (!isOwn) {
      refuse(response, 403, "CROSS_SITE", "This route serves the app's own page only.");
      return;
    }
    if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
      refuse(response, 415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json.");
      return;
    }
    next();
  };
}
