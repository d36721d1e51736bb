import { GraphError } from "./graph-error.ts";

/**
 * Sees to it that an address is asked by a method that it has.
 *
 * @throws GraphError for any other.
 */
export function requireMethod({ method }: Request, allowed: string): void {
  if (method === allowed) return;
  throw new GraphError(
    405,
    "Request_BadRequest",
    "Specified HTTP method is not allowed for the request target.",
  );
}
