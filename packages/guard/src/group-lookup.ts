import type { VerifiedCaller } from "./token-verifier.ts";

/** All groups of a caller. */
export interface ResolvedGroups {
  /** Object ids, transitive. */
  readonly ids: readonly string[];
  /** Where they came from, for the audit (unknown). */
  readonly source?: string;
}

/**
 * Finds the groups of a verified caller, all of them or none. `createGroupResolver` of
 * `@entrim/group-membership` is one; any object of this form will do.
 *
 * It rejects when it cannot tell; it never returns fewer groups because something failed.
 */
export interface GroupLookup<Caller extends VerifiedCaller = VerifiedCaller> {
  resolve(
    caller: Caller,
    options: {
      /** The caller's own token, with which to ask on the caller's behalf. */
      readonly assertion: string;
      readonly abortSignal?: AbortSignal | undefined;
    },
  ): Promise<ResolvedGroups>;
}
