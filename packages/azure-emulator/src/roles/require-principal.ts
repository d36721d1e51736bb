import type { Directory } from "../azure.ts";
import { principalTypeOf } from "./principal-type.ts";

/**
 * The object id of a principal, in lower case.
 *
 * @throws TypeError for one that does not exist, or the client id of one that does.
 */
export function requirePrincipal(directory: Directory, principalId: string): string {
  if (principalTypeOf(directory, principalId)) return principalId.toLowerCase();
  throw new TypeError(
    `azure-emulator: no principal "${principalId}" to grant a role to; name the object id of a user, group or app, or the principal id of an identity (not its client id)`,
  );
}
