import type { DataSource } from "./data-source.ts";
import { OnYourDataError } from "./on-your-data-error.ts";
import type { Reader } from "./steps/second-check.ts";
import { readTokenClaims } from "./token-claims.ts";

/**
 * A token for AI Search (`https://search.azure.com/.default`) of whoever asks, without `Bearer`, as it is
 * obtained on behalf of them; never the token that they came with, which is for this server.
 */
export type UserToken<R extends Reader = Reader> = (
  reader: R,
  options: { readonly abortSignal: AbortSignal },
) => Promise<string | undefined>;

/** What it takes to have one. */
interface UserTokenOptions<R extends Reader> {
  readonly userToken: UserToken<R> | undefined;
  readonly reader: R;
  readonly abortSignal: AbortSignal;
}

/** @throws TypeError for sources that AI Search itself trims as well, without a way to tell it for whom. */
export function requireUserToken(sources: readonly DataSource[], userToken: unknown): void {
  if (userToken === undefined ? sources.some(isNative) : typeof userToken !== "function") {
    throw new TypeError(
      "on-your-data: a data source with enforcement 'filter+native' needs userToken, a function that obtains a token for AI Search on behalf of whoever asks",
    );
  }
}

/** Whether AI Search itself trims a source as well, and so must know who asks. */
export function isNative({ enforcement }: DataSource): boolean {
  return enforcement === "filter+native";
}

/**
 * The token of whoever asks, if one of the sources needs it. A token that can be read must be theirs.
 *
 * @throws OnYourDataError `USER_TOKEN_REFUSED` if there is none, or it is somebody else's; what `userToken` throws.
 */
export async function userTokenFor<R extends Reader>(
  sources: readonly DataSource[],
  { userToken, reader, abortSignal }: UserTokenOptions<R>,
): Promise<string | undefined> {
  if (!sources.some(isNative)) return undefined;
  const token = await userToken?.(reader, { abortSignal });
  if (typeof token !== "string" || token === "") {
    throw new OnYourDataError(
      "USER_TOKEN_REFUSED",
      "There is no token for AI Search of whoever asks, without which this index is not searched.",
    );
  }
  const claims = readTokenClaims(token);
  if (claims && String(claims["oid"]).toLowerCase() !== reader.objectId.toLowerCase()) {
    throw new OnYourDataError(
      "USER_TOKEN_REFUSED",
      "The token for AI Search is not one of whoever asks: check what userToken keeps, and by which key.",
    );
  }
  return token;
}
