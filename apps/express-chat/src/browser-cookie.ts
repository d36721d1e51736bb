import { parseCookie, stringifySetCookie } from "cookie";
import type { Request, Response } from "express";

/** A cookie that scripts cannot read and other sites cannot make a browser send along with a POST. */
export interface BrowserCookie {
  read(request: Request): string | undefined;
  set(response: Response, value: string): void;
  clear(response: Response): void;
}

/**
 * A cookie that lives as long as the browser.
 *
 * @param isSecure Whether browsers reach the app by https; then its name is bound to the very host, so
 *   that no neighbour under the same domain can plant one.
 */
export function createBrowserCookie(name: string, isSecure: boolean): BrowserCookie {
  const fullName = isSecure ? `__Host-${name}` : name;
  const attributes = { path: "/", httpOnly: true, sameSite: "lax", secure: isSecure } as const;
  return {
    read: (request) => parseCookie(request.headers.cookie ?? "")[fullName],
    set(response, value) {
      response.append("Set-Cookie", stringifySetCookie({ name: fullName, value, ...attributes }));
    },
    clear(response) {
      response.append(
        "Set-Cookie",
        stringifySetCookie({ name: fullName, value: "", ...attributes, maxAge: 0 }),
      );
    },
  };
}
