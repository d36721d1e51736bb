import type { Directory, TokenClaims } from "../azure.ts";

/** A request to Graph whose caller is known. */
export interface GraphCall {
  readonly directory: Directory;
  readonly claims: TokenClaims;
  readonly request: Request;
  readonly url: URL;
  /** What stands for the object in the path, decoded; `undefined` for `/me` and collections. */
  readonly id: string | undefined;
}
