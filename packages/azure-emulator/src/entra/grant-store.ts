import { randomBytes } from "node:crypto";
import type { Clock } from "../azure.ts";
import type { SeedUser } from "../seed.ts";
import type { RequestedScopes } from "./scopes.ts";

/** What a person granted to an app by signing in. */
export interface SignIn {
  readonly clientId: string;
  readonly user: SeedUser;
  readonly scopes: RequestedScopes;
  /** The person's session when it was granted; a later one means that it was revoked. */
  readonly sessionId: string;
  /** Milliseconds since 1970. */
  readonly signedInAtInMs: number;
  /** The authentication contexts that the person met. */
  readonly authenticationContexts: readonly string[];
  /** Whether it was granted to an app that proves nothing. */
  readonly isPublicClient: boolean;
  /** Only what came with an authorization request has one. */
  readonly nonce?: string | undefined;
  readonly redirectUri?: string;
  readonly codeChallenge?: string | undefined;
}

/** Authorization codes, or refresh tokens: unguessable strings that stand for a sign-in. */
export interface GrantStore {
  /** A new string for a sign-in. */
  issue(signIn: SignIn): string;
  /** What a string stands for; `"expired"` and `"unknown"` stand for nothing. */
  find(value: string): SignIn | "expired" | "unknown";
  /** Makes a string stand for nothing; whether it stood for something until now. */
  redeem(value: string): boolean;
}

/** A store in memory whose strings live for a time. */
export function createGrantStore(options: {
  readonly clock: Clock;
  readonly lifetimeInMs: number;
}): GrantStore {
  const { clock, lifetimeInMs } = options;
  const grants = new Map<string, { signIn: SignIn; expiresAtInMs: number; redeemed: boolean }>();
  return {
    issue(signIn) {
      for (const [value, { expiresAtInMs }] of grants) {
        // issued in the order of their ends, which lie a lifetime back before they are forgotten
        if (expiresAtInMs + lifetimeInMs > clock.now()) break;
        grants.delete(value);
      }
      const value = `1.${randomBytes(48).toString("base64url")}`;
      grants.set(value, { signIn, expiresAtInMs: clock.now() + lifetimeInMs, redeemed: false });
      return value;
    },
    find(value) {
      const grant = grants.get(value);
      if (!grant) return "unknown";
      return grant.expiresAtInMs > clock.now() ? grant.signIn : "expired";
    },
    redeem(value) {
      const grant = grants.get(value);
      if (!grant || grant.redeemed) return false;
      grant.redeemed = true;
      return true;
    },
  };
}
