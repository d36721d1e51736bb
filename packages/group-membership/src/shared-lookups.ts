import { isGroupMembershipError } from "./group-membership-error.ts";
import type { GroupSet } from "./group-set.ts";

/** Look-ups under way. */
export interface SharedLookups {
  /** Starts a look-up, or waits for the one that is under way for the same key. */
  join(
    key: string,
    assertion: string | undefined,
    lookUp: () => Promise<GroupSet>,
  ): Promise<GroupSet>;
}

/** One look-up at a time for each caller, whoever waits for it. */
export function createSharedLookups(): SharedLookups {
  const running = new Map<string, { found: Promise<GroupSet>; assertion: string | undefined }>();

  const join: SharedLookups["join"] = (key, assertion, lookUp) => {
    const other = running.get(key);
    if (other !== undefined) {
      return other.found.catch((error: unknown) => {
        // that was another token of the same user; this one may do
        if (other.assertion !== assertion && isAboutAssertion(error)) {
          return join(key, assertion, lookUp);
        }
        throw error;
      });
    }
    const found = lookUp().finally(() => running.delete(key));
    running.set(key, { found, assertion });
    return found;
  };
  return { join };
}

function isAboutAssertion(error: unknown): boolean {
  return (
    isGroupMembershipError(error) &&
    (error.code === "CLAIMS_REQUIRED" ||
      error.code === "CONSENT_REQUIRED" ||
      error.code === "ASSERTION_REFUSED")
  );
}
