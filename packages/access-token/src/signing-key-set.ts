import type { KeyObject } from "node:crypto";
import { AccessTokenError } from "./access-token-error.ts";

/** A key that may have signed a token. */
export interface SigningKey {
  readonly key: KeyObject;
  /** Whose tokens the key signs, perhaps with `{tenantid}`; undefined where the key does not say. */
  readonly issuer: string | undefined;
}

/** The keys of one tenant and token version. */
export interface SigningKeySet {
  /** The key of that name, where it is known without asking. */
  current(keyId: string): SigningKey | undefined;
  /**
   * The key of that name.
   *
   * @throws AccessTokenError `invalid_token` where there is none, `KEYS_UNAVAILABLE` where nobody can tell.
   */
  find(keyId: string): Promise<SigningKey>;
}

/** Where the keys come from. */
export interface SigningKeySetOptions {
  /** Reads all keys anew, by their ids; rejects where there is not one. */
  readonly load: () => Promise<ReadonlyMap<string, SigningKey>>;
  readonly now: () => number;
}

/** A set is good for a day without news, so that an outage of Entra is not ours. */
const maxAgeInMs = 24 * 60 * 60_000;
/** A set in use is renewed hourly, without anybody waiting for it. */
const refreshAfterInMs = 60 * 60_000;
/** However many unknown keys are named, Entra is asked once in this time. */
const minIntervalInMs = 5 * 60_000;
/** After a failure the next attempt may come this soon; the time doubles up to the interval above. */
const firstRetryInMs = 1000;

/**
 * Keeps a set of keys fresh: one load at a time, the last good set for a day, and no more look-ups than
 * a roll-over needs, whoever asks for whatever.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover
 */
export function createSigningKeySet({ load, now }: SigningKeySetOptions): SigningKeySet {
  let keys: ReadonlyMap<string, SigningKey> = new Map();
  let loadedAtInMs = Number.NEGATIVE_INFINITY;
  let nextLoadAtInMs = Number.NEGATIVE_INFINITY;
  let failures = 0;
  let failure: unknown;
  let loading: Promise<void> | undefined;

  const isFresh = () => now() - loadedAtInMs < maxAgeInMs;

  /** Never rejects: what went wrong is kept for whoever finds no key. */
  async function loadOnce(): Promise<void> {
    try {
      keys = await load();
      loadedAtInMs = now();
      nextLoadAtInMs = loadedAtInMs + minIntervalInMs;
      failures = 0;
      failure = undefined;
    } catch (error) {
      nextLoadAtInMs = now() + Math.min(minIntervalInMs, firstRetryInMs * 2 ** failures);
      failures += 1;
      failure = error;
    }
    loading = undefined;
  }

  function refresh(): Promise<void> {
    if (loading === undefined && now() < nextLoadAtInMs) return Promise.resolve();
    loading ??= loadOnce();
    return loading;
  }

  function current(keyId: string): SigningKey | undefined {
    const known = isFresh() ? keys.get(keyId) : undefined;
    if (known !== undefined && now() - loadedAtInMs >= refreshAfterInMs) void refresh();
    return known;
  }

  async function find(keyId: string): Promise<SigningKey> {
    const known = current(keyId);
    if (known !== undefined) return known;
    await refresh();
    const found = isFresh() ? keys.get(keyId) : undefined;
    if (found !== undefined) return found;
    // after a failure the key may exist; a refusal would send its holder to sign in again and again
    if (failures > 0) throw unavailable();
    throw new AccessTokenError("invalid_token", "The access token is signed by an unknown key.", {
      reason: "key",
    });
  }

  function unavailable(): AccessTokenError {
    return new AccessTokenError("KEYS_UNAVAILABLE", "The signing keys could not be read.", {
      reason: "keys-unavailable",
      cause: failure,
      retryAfterInSeconds: Math.max(1, Math.ceil((nextLoadAtInMs - now()) / 1000)),
    });
  }

  return { current, find };
}
