import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { isJsonObject, type JsonObject } from "./read-json-body.ts";

/** Takes what is listed of an object. */
export type MemberList = (value: unknown) => JsonObject;

/**
 * Makes a list of the members that may be forwarded. A member that is `null` says nothing and is left out.
 *
 * @param members Names with blanks between them.
 * @param options.dropped Names that clients send out of habit and that nobody behind the proxy may see.
 * @returns A function that throws a `KeylessProxyError` `MEMBER_NOT_ALLOWED` for every other member, and for
 *   what is no object.
 */
export function createMemberList(
  members: string,
  { dropped = "" }: { readonly dropped?: string } = {},
): MemberList {
  const kept = new Set(members.split(" "));
  const ignored = new Set(dropped.split(" "));
  return function take(value) {
    if (!isJsonObject(value))
      throw notAllowed("The request has something else where an object belongs");
    const taken: Record<string, unknown> = {};
    for (const [name, each] of Object.entries(value)) {
      if (each === null || ignored.has(name)) continue;
      if (!kept.has(name)) {
        throw notAllowed(`The request has a member that is not forwarded (${name.slice(0, 64)})`);
      }
      taken[name] = each;
    }
    return taken;
  };
}

/** The error for something in a body that is not forwarded. */
export function notAllowed(what: string): KeylessProxyError {
  return new KeylessProxyError("MEMBER_NOT_ALLOWED", `${what}; leave it out.`);
}
