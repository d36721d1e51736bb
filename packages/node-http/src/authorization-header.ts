import type { NodeRequest } from "./to-web-request.ts";

/**
 * The value of the `Authorization` header, `undefined` without one. Several are joined by a comma: Node hides
 * a second one behind the first, and whoever decides on the request must see that there are two.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.3
 */
export function authorizationHeader({ rawHeaders }: NodeRequest): string | undefined {
  const values = rawHeaders.filter(
    (_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === "authorization",
  );
  return values.length === 0 ? undefined : values.join(", ");
}
