import { isTokenCredential, type TokenCredential } from "@azure/core-auth";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import type { GroupCache } from "./group-cache.ts";
import { createMemoryGroupCache } from "./memory-group-cache.ts";

/** How groups are found, and for how long what was found is believed. At least one of `credential` and `onBehalfOf`. */
export interface GroupResolverOptions {
  /**
   * The server's own identity, which reads the groups of anybody: it needs the application permissions
   * `GroupMember.Read.All` and `User.ReadBasic.All`, and `Application.Read.All` for callers that are
   * applications. A key or a secret is a `TypeError`.
   */
  readonly credential?: TokenCredential;
  /**
   * Makes a credential that acts for the user whose token it is given, so that the user's own
   * permission `User.Read` is enough: an `OnBehalfOfCredential` whose `getAssertion` asks a
   * user-assigned managed identity needs no secret (none: `credential` reads users too).
   */
  readonly onBehalfOf?: (assertion: string) => TokenCredential;
  /**
   * What the app's manifest promises about the group claim: `complete` when `groupMembershipClaims` is
   * `SecurityGroup` or `All` and no filter narrows it; otherwise `ignore`. A claim cannot show that it is
   * whole, so there is no default.
   */
  readonly tokenGroups: "complete" | "ignore";
  /** The cloud (`azureCloud()`, the public one). */
  readonly cloud?: AzureCloud;
  /** Where look-ups are kept (in memory, 10,000 callers). */
  readonly cache?: GroupCache;
  /** For how long a look-up is believed, in milliseconds (300,000; at most 3,600,000); up to a tenth less, at random. */
  readonly cacheMaxAgeInMs?: number;
  /** For how long the group claim of a token is believed after its issue (`cacheMaxAgeInMs`). */
  readonly maxTokenGroupAgeInMs?: number;
  /** Security groups only, or Microsoft 365 groups and distribution lists too (`true`). `false` needs `GroupMember.Read.All` also on behalf of users. */
  readonly securityEnabledOnly?: boolean;
  /** How long a look-up may take, retries and all pages included, in milliseconds (5,000). */
  readonly timeoutInMs?: number;
  /** Is told that the cache failed, which costs time but no security (nobody is). */
  readonly onCacheFailure?: (error: unknown) => void;
  /** What sends to Graph (the global `fetch`). */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock, in milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

/** The options with their defaults, checked. */
export type GroupResolverSettings = Required<
  Omit<GroupResolverOptions, "credential" | "onBehalfOf" | "onCacheFailure">
> &
  Pick<GroupResolverOptions, "credential" | "onBehalfOf" | "onCacheFailure">;

const maxAgeInMs = 3_600_000;

const known: Readonly<Record<keyof GroupResolverOptions, true>> = {
  credential: true,
  onBehalfOf: true,
  tokenGroups: true,
  cloud: true,
  cache: true,
  cacheMaxAgeInMs: true,
  maxTokenGroupAgeInMs: true,
  securityEnabledOnly: true,
  timeoutInMs: true,
  onCacheFailure: true,
  fetch: true,
  now: true,
};

/**
 * Fills in the defaults.
 *
 * @throws TypeError that names the option and its remedy.
 */
export function readGroupResolverOptions(options: GroupResolverOptions): GroupResolverSettings {
  const {
    credential,
    onBehalfOf,
    tokenGroups,
    cloud = azureCloud(),
    cache = createMemoryGroupCache(),
    cacheMaxAgeInMs = 300_000,
    maxTokenGroupAgeInMs = cacheMaxAgeInMs,
    securityEnabledOnly = true,
    timeoutInMs = 5000,
    onCacheFailure,
    fetch = (input, init) => globalThis.fetch(input, init),
    now = Date.now,
  } = options;

  for (const name of Object.keys(options)) {
    // a client secret that is dropped in silence would look as if it were in use
    if (!Object.hasOwn(known, name)) {
      throw wrong(
        `unknown option ${name}`,
        "keys and secrets are refused; pass a credential of @azure/identity",
      );
    }
  }
  if (credential === undefined && onBehalfOf === undefined) {
    throw wrong("neither credential nor onBehalfOf is given", "pass a ManagedIdentityCredential");
  }
  if (credential !== undefined && !isTokenCredential(credential)) {
    throw wrong(
      "credential gives no tokens",
      "keys and secrets are refused; pass a credential of @azure/identity, as new ManagedIdentityCredential()",
    );
  }
  if (onBehalfOf !== undefined && typeof onBehalfOf !== "function") {
    throw wrong("onBehalfOf is no function", "pass one that makes an OnBehalfOfCredential");
  }
  if (tokenGroups !== "complete" && tokenGroups !== "ignore") {
    throw wrong("tokenGroups has no default", 'pass "complete" or "ignore"');
  }
  requireAge("cacheMaxAgeInMs", cacheMaxAgeInMs);
  requireAge("maxTokenGroupAgeInMs", maxTokenGroupAgeInMs);
  if (!Number.isFinite(timeoutInMs) || timeoutInMs < 1 || timeoutInMs > 60_000) {
    throw wrong("timeoutInMs is out of range", "pass 1 to 60,000");
  }
  if (typeof securityEnabledOnly !== "boolean") {
    throw wrong("securityEnabledOnly is no boolean", "pass true or false");
  }
  return {
    ...(credential === undefined ? {} : { credential }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(onCacheFailure === undefined ? {} : { onCacheFailure }),
    tokenGroups,
    cloud,
    cache,
    cacheMaxAgeInMs,
    maxTokenGroupAgeInMs,
    securityEnabledOnly,
    timeoutInMs,
    fetch,
    now,
  };
}

function requireAge(name: string, value: number): void {
  if (!Number.isFinite(value) || value < 0 || value > maxAgeInMs) {
    throw wrong(`${name} is out of range`, "pass 0 to 3,600,000, an hour");
  }
}

function wrong(what: string, remedy: string): TypeError {
  return new TypeError(`group-membership: ${what}; ${remedy}`);
}
