import type { AccessDecision } from "./access-decision.ts";
import type { GroupLookup } from "./group-lookup.ts";
import { GuardError } from "./guard-error.ts";
import { buildPrincipal, requireCaller, type Principal } from "./principal.ts";
import { headersOf, memberOf, refusalOfLookup, refusalOfVerifier } from "./refusal.ts";
import type { TokenVerifier, VerifiedCaller } from "./token-verifier.ts";

/** Who judges tokens, who knows groups, and who is told. */
export interface GuardOptions<Caller extends VerifiedCaller = VerifiedCaller> {
  /** Turns a token into a caller. */
  readonly verifier: TokenVerifier<Caller>;
  /** Gets whatever the verifier returns. */
  readonly groups: GroupLookup<NoInfer<Caller>>;
  /**
   * Told of every decision before it takes effect (nobody). If it throws or rejects, nobody is let in: an
   * access that leaves no record is not given. What it returns is awaited, so keep it short.
   */
  readonly onDecision?: (decision: AccessDecision) => unknown;
  /** Milliseconds of a clock that never goes back (`performance.now`). */
  readonly now?: () => number;
}

/** Decides once per request. */
export interface Guard {
  /**
   * Who asks.
   *
   * @param authorization The value of the request's `Authorization` header, or one that an app builds from
   *   its own session. Nothing else of a request is looked at.
   * @throws GuardError for everybody who is not let in; the signal's reason if it aborts.
   */
  authorize(
    authorization: string | undefined,
    options?: { readonly abortSignal?: AbortSignal | undefined },
  ): Promise<Principal>;
}

/**
 * Makes the guard: a verified token and all groups of its holder, or a refusal. It knows nobody by default,
 * keeps nothing between two requests and has no mode that lets anybody in.
 *
 * @throws TypeError for a verifier or a look-up that lacks a member.
 */
export function createGuard<Caller extends VerifiedCaller>(options: GuardOptions<Caller>): Guard {
  const { verifier, groups, onDecision, now = () => performance.now(), ...unknown } = options;
  for (const name of Object.keys(unknown)) {
    // a misspelt "onDecision" would leave no record
    throw new TypeError(`guard: there is no option "${name}"`);
  }
  requireMethods("verifier", verifier, ["parse", "verify", "challenge"]);
  requireMethods("groups", groups, ["resolve"]);
  if (onDecision !== undefined && typeof onDecision !== "function") {
    throw new TypeError("guard: onDecision must be a function that takes a decision");
  }

  async function authorize(
    authorization: string | undefined,
    { abortSignal }: { readonly abortSignal?: AbortSignal | undefined } = {},
  ): Promise<Principal> {
    const startedAtInMs = now();
    const report = async (decision: Omit<AccessDecision, "durationInMs">): Promise<void> => {
      try {
        await onDecision?.({ ...decision, durationInMs: now() - startedAtInMs });
      } catch (cause) {
        throw new GuardError("AUDIT_UNAVAILABLE", { cause, headers: { "retry-after": "5" } });
      }
    };
    let caller: Caller | undefined;
    let groupSource: string | undefined;
    let principal: Principal;
    try {
      const token = verifier.parse(authorization);
      const verified = await verifier.verify(token, { abortSignal });
      requireCaller(verified);
      caller = verified;
      const resolved = await groups.resolve(caller, { assertion: token, abortSignal });
      groupSource = resolved.source;
      principal = buildPrincipal(caller, resolved);
    } catch (error) {
      // who has left is not refused
      abortSignal?.throwIfAborted();
      const refusal =
        caller === undefined
          ? refusalOfVerifier(error)
          : refusalOfLookup(error, caller.acceptsClaimsChallenges === true);
      const { code, reason } = refusal;
      await report({
        decision: "refused",
        ...identityOf(caller),
        code,
        ...(reason === undefined ? {} : { reason }),
      });
      throw new GuardError(code, { headers: headersOf(refusal, verifier), cause: error });
    }
    if (onDecision !== undefined) {
      await report({
        decision: "allowed",
        ...identityOf(caller),
        groupCount: principal.groups.length,
        ...(groupSource === undefined ? {} : { groupSource }),
      });
    }
    return principal;
  }

  return { authorize };
}

/** Who was verified; nobody before that, whatever the token said. */
function identityOf(caller: VerifiedCaller | undefined): Partial<AccessDecision> {
  if (caller === undefined) return {};
  const { tenantId, objectId, clientId, kind } = caller;
  return { tenantId, objectId, clientId, kind };
}

function requireMethods(option: string, value: unknown, methods: readonly string[]): void {
  for (const method of methods) {
    if (typeof memberOf(value, method) !== "function") {
      throw new TypeError(
        `guard: ${option} needs the method ${method}; ${remedies[option as keyof typeof remedies]}`,
      );
    }
  }
}

const remedies = {
  verifier: "createAccessTokenVerifier of @entrim/access-token makes one",
  groups: "createGroupResolver of @entrim/group-membership makes one",
};
