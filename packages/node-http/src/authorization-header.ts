import { rawHeader } from "./raw-header.ts";
import type { NodeRequest } from "./to-web-request.ts";

/**
 * The value of the `Authorization` header, `undefined` without one. Several are joined by a comma: whoever
 * decides on the request must see that there are two.
 */
export function authorizationHeader(incoming: NodeRequest): string | undefined {
  return rawHeader(incoming, "authorization");
}
