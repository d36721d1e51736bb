import type { Directory, TokenClaims } from "../azure.ts";
import type { GraphPath } from "./graph-path.ts";

/** A request to Graph whose caller is known. */
export interface GraphCall {
  readonly directory: Directory;
  readonly claims: TokenClaims;
  readonly request: Request;
  readonly url: URL;
  readonly path: GraphPath;
}

/** The `@odata.context` of an answer, by what follows the `#`. */
export function contextOf({ url }: GraphCall, fragment: string): string {
  return `${url.origin}/v1.0/$metadata#${fragment}`;
}
