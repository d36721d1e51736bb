import type { Principal } from "@entrim/guard";

/**
 * Who may do something, of those whom the guard lets in. At least one of the two; where both are given,
 * both are asked for.
 */
export interface CallerRule {
  /** App roles of which the token needs one (none is asked for). */
  readonly roles?: readonly string[];
  /** Scopes of which the token needs one (none is asked for). An application has no scopes. */
  readonly scopes?: readonly string[];
}

/** Whether somebody may. */
export type CallerCheck = (caller: Pick<Principal, "roles" | "scopes">) => boolean;

/**
 * Makes the check of a rule.
 *
 * @param option Where the rule stands, for the message.
 * @throws TypeError for a rule that would let everybody do it, or nobody.
 */
export function createCallerCheck(option: string, rule: CallerRule): CallerCheck {
  const { roles, scopes } = rule;
  const given = [roles, scopes].filter((names) => names !== undefined);
  if (given.length === 0 || !given.every(isListOfNames)) {
    throw new TypeError(
      `gateway: ${option} must name roles or scopes that are asked for, as in { roles: ["Operator"] }`,
    );
  }
  return (caller) => holdsOne(caller.roles, roles) && holdsOne(caller.scopes, scopes);
}

function isListOfNames(names: unknown): boolean {
  return (
    Array.isArray(names) &&
    names.length > 0 &&
    names.every((name) => typeof name === "string" && name !== "")
  );
}

function holdsOne(held: readonly string[], asked: readonly string[] | undefined): boolean {
  return asked === undefined || asked.some((name) => held.includes(name));
}
