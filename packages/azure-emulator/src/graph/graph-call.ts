import type { Directory, TokenClaims } from "../azure.ts";
import type { GraphPath } from "./graph-path.ts";

/** A request to Graph whose caller is known. */
export interface GraphRequest {
  readonly directory: Directory;
  readonly claims: TokenClaims;
  readonly request: Request;
  readonly url: URL;
}

/** One about objects of the directory. */
export interface GraphCall extends GraphRequest {
  readonly path: GraphPath;
}

/** The `@odata.context` of an answer, by what follows the `#`. */
export function contextOf({ url }: GraphRequest, fragment: string): string {
  return `${url.origin}/v1.0/$metadata#${fragment}`;
}
