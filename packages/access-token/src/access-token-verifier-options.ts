import { azureCloud, type AzureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import type { CallerPolicy } from "./access-token-caller.ts";
import { bearerChallenge, type BearerChallengeOptions } from "./bearer-challenge.ts";
import type { AccessTokenVersion, TokenExpectations } from "./check-claims.ts";
import { canonicalGuid } from "./guid.ts";

/** Which tokens a verifier accepts. */
export interface AccessTokenVerifierOptions {
  /** Whose tokens (`"public"`): a cloud by name, or one with overrides from `azureCloud`. */
  readonly cloud?: AzureCloudName | AzureCloud;
  /** Ids of the tenants whose users and applications may come in; at least one. */
  readonly tenants: readonly string[];
  /**
   * How the documents of one tenant are kept from callers of another, to be stated with more than one
   * tenant: `"filter"` if every filter names the principal's tenant as well, `"index"` if each tenant has
   * an index of its own.
   */
  readonly tenantIsolation?: "filter" | "index";
  /**
   * Exact values of `aud`, compared character by character. A v2 token carries the client id of this
   * server's app registration, a v1 token may carry its App ID URI.
   */
  readonly audiences: readonly string[];
  /** Values of `scp` of which a user's token needs one. May be empty where `roles` is not. */
  readonly scopes: readonly string[];
  /** Values of `roles` of which an application's own token needs one (none: applications are refused). */
  readonly roles?: readonly string[];
  /** Client ids of the applications that may hold a token (any). */
  readonly clients?: readonly string[];
  /** Whether users whose home is another tenant may come in (`"deny"`). */
  readonly guests?: "deny" | "allow";
  /** Accepted token versions (both). */
  readonly versions?: readonly AccessTokenVersion[];
  /** How long ago a token may have been issued (28 hours, which is the longest life that Entra gives). */
  readonly maxAgeInMs?: number;
  /** Client id whose keys to read, where this server's app has signing keys of its own (none). */
  readonly signingKeysOf?: string;
  /**
   * Of how many verified tokens to remember who holds them, by their SHA-256 (0); worth it above some thousand
   * requests a second, some kilobytes each. Lifetime and the key are checked each time.
   */
  readonly rememberedSignatures?: number;
  /** Named in challenges (none). */
  readonly realm?: string;
  /** Address of the protected resource metadata, named in challenges (none). */
  readonly resourceMetadata?: string;
  /** Reads metadata and keys (the global one). */
  readonly fetch?: typeof globalThis.fetch;
  /** The time in milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

/** The options, checked and in the form that each part of the verifier needs. */
export interface VerifierSettings {
  readonly expected: TokenExpectations;
  readonly policy: CallerPolicy;
  readonly challenges: BearerChallengeOptions;
  readonly signingKeysOf: string | undefined;
  readonly rememberedSignatures: number;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
}

const graphAppId = "00000003-0000-0000-c000-000000000000";

/**
 * Checks the options of a verifier.
 *
 * @throws TypeError for options that are missing, unknown or would accept tokens made out to others.
 */
export function readOptions(options: AccessTokenVerifierOptions): VerifierSettings {
  const {
    cloud: cloudOrName = "public",
    tenants,
    tenantIsolation,
    audiences,
    scopes,
    roles = [],
    clients,
    guests = "deny",
    versions = ["1.0", "2.0"],
    maxAgeInMs = 28 * 60 * 60_000,
    signingKeysOf,
    rememberedSignatures = 0,
    realm,
    resourceMetadata,
    fetch = (input, init) => globalThis.fetch(input, init),
    now = Date.now,
    ...unknown
  } = options;
  for (const name of Object.keys(unknown)) {
    // a misspelt "clients" would let every client in
    throw new TypeError(`access-token: there is no option "${name}"`);
  }
  const cloud = typeof cloudOrName === "string" ? azureCloud(cloudOrName) : cloudOrName;
  requireTexts("audiences", audiences);
  for (const audience of audiences) requireOwnAudience(audience, cloud);
  if (audiences.length === 0) {
    throw new TypeError("access-token: audiences must name this server's client id or App ID URI");
  }
  requireTexts("scopes", scopes);
  requireTexts("roles", roles);
  if (scopes.length === 0 && roles.length === 0) {
    throw new TypeError("access-token: scopes must name one that users' tokens need, or roles one");
  }
  if (guests !== "deny" && guests !== "allow") {
    throw new TypeError('access-token: guests must be "deny" or "allow"');
  }
  if (versions.length === 0 || versions.some((version) => !["1.0", "2.0"].includes(version))) {
    throw new TypeError('access-token: versions must be some of "1.0", "2.0"');
  }
  if (!(maxAgeInMs > 0)) throw new TypeError("access-token: maxAgeInMs must be above 0");
  if (!Number.isSafeInteger(rememberedSignatures) || rememberedSignatures < 0) {
    throw new TypeError("access-token: rememberedSignatures must be a whole number, or 0 for none");
  }
  const challenges = {
    scopes: [...scopes],
    ...(realm === undefined ? {} : { realm }),
    ...(resourceMetadata === undefined ? {} : { resourceMetadata }),
  };
  // refuses what does not fit into a header now, not at the first refusal
  bearerChallenge({ code: "missing_credentials" }, challenges);
  return {
    expected: {
      cloud,
      tenants: readTenants(tenants, tenantIsolation),
      audiences: new Set(audiences),
      versions: new Set(versions),
      maxAgeInMs,
    },
    policy: {
      cloud,
      scopes: new Set(scopes),
      roles: new Set(roles),
      clients: clients && readGuids("clients", clients),
      guests,
    },
    challenges,
    signingKeysOf: signingKeysOf && [...readGuids("signingKeysOf", [signingKeysOf])][0],
    rememberedSignatures,
    fetch,
    now,
  };
}

function readTenants(
  tenants: readonly string[],
  isolation: AccessTokenVerifierOptions["tenantIsolation"],
): ReadonlySet<string> {
  const ids = readGuids("tenants", tenants);
  if (ids.size > 1 && isolation !== "filter" && isolation !== "index") {
    throw new TypeError(
      'access-token: with several tenants say by tenantIsolation how their documents are kept apart: "filter" or "index"',
    );
  }
  return ids;
}

/** An empty list would accept nothing, which nobody means. */
function readGuids(option: string, values: readonly string[]): ReadonlySet<string> {
  if (!Array.isArray(values) || values.length === 0) {
    throw new TypeError(`access-token: ${option} must hold at least one GUID`);
  }
  return new Set(
    values.map((value) => {
      const id = canonicalGuid(value);
      if (id === undefined) throw new TypeError(`access-token: ${option} must hold GUIDs only`);
      return id;
    }),
  );
}

function requireTexts(option: string, values: readonly string[]): void {
  // a string is iterable too, and each of its letters would be accepted
  if (!Array.isArray(values) || values.some((value) => typeof value !== "string" || value === "")) {
    throw new TypeError(`access-token: ${option} must be a list of texts that are not empty`);
  }
}

/** A token made out to Azure or to Microsoft Graph is some other server's to accept. */
function requireOwnAudience(audience: string, cloud: AzureCloud): void {
  const { graphEndpoint, resourceManagerEndpoint, openai, search, blob } = cloud;
  const foreign = [
    graphAppId,
    graphEndpoint,
    resourceManagerEndpoint,
    openai.audience,
    search.audience,
    blob.audience,
  ];
  if (foreign.includes(audience.toLowerCase().replace(/\/$/, ""))) {
    throw new TypeError(
      "access-token: audiences must not name a service of Microsoft; register an app for this server and use its client id",
    );
  }
}
