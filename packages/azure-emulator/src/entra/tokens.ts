import { errors, jwtVerify, type JWK, type JWTPayload } from "jose";
import type { Clock, Directory, TokenAuthority, TokenClaims } from "../azure.ts";
import type { SeedApp, SeedManagedIdentity, SeedUser } from "../seed.ts";
import { accessTokenClaims, idTokenClaims, issuerOf, type AccessGrant } from "./claims.ts";
import { findResource, type TokenResource } from "./resources.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSigningKey, type SigningKey } from "./signing-key.ts";

/** Issues and checks the tokens of the tenant. */
export interface EntraTokens extends TokenAuthority {
  /** An access token and the seconds until it expires. */
  issueAccessToken(grant: AccessGrant): Promise<IssuedToken>;
  /** An id token for the app that a person signs in to. */
  issueIdToken(sign: { user: SeedUser; app: SeedApp; nonce: string | undefined }): Promise<string>;
  /**
   * An access token without any sign-in, as a test or a developer at a shell needs it.
   *
   * @throws TypeError for a person, identity or scope that the seed does not have.
   */
  issueToken(request: TokenRequest): Promise<string>;
  /** The claims of a token that this tenant signed, whoever it is for, or why it is none. */
  read(token: string): Promise<SignedClaims>;
  /** What people's tokens hold on to. */
  readonly sessions: Sessions;
  /**
   * Ends a person's session: what was granted until now brings no new tokens.
   *
   * @param user User name or object id.
   * @throws TypeError for a person that the seed does not have.
   */
  revokeSession(user: string): void;
  /** The public keys, as the keys document lists them. */
  keys(): Promise<readonly JWK[]>;
}

/** The claims of a signed token, or why it is refused. */
type SignedClaims =
  | { readonly claims: JWTPayload }
  | { readonly refused: "invalid" | "expired" | "audience" };

/** A signed token and how long it lives. */
interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/** Who a token is wanted for, and what for. */
export type TokenRequest = {
  /** As in `api://<client id>/.default`. */
  readonly scope: string;
} & (
  | {
      /** User name or object id of a person. */
      readonly user: string;
      /**
       * What `scp` holds (the permissions that `scope` names), whether the API has it or not: for tests of
       * what is refused.
       */
      readonly permissions?: readonly string[];
      readonly identity?: never;
    }
  | {
      /** Name, client id or principal id of a managed identity. */
      readonly identity: string;
      readonly user?: never;
      readonly permissions?: never;
    }
);

/** Entra gives out 60 to 90 minutes by chance; here it is always the mean. */
const lifetimeOfUserTokensInSeconds = 75 * 60;
const lifetimeOfAppTokensInSeconds = 24 * 60 * 60;

/** The client id of the Azure CLI, which developers hold their own tokens from. */
const azureCliClientId = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/** The tokens of a tenant, signed with a key that is made at first use and lives in memory. */
export function createTokenAuthority(options: {
  readonly clock: Clock;
  readonly directory: Directory;
}): EntraTokens {
  const { clock, directory } = options;
  let signingKey: Promise<SigningKey> | undefined;
  const key = (): Promise<SigningKey> => (signingKey ??= createSigningKey());
  const seconds = (): number => Math.floor(clock.now() / 1000);
  const sessions = createSessions(clock);

  const sign = async (claims: JWTPayload, version: "1.0" | "2.0", lifetimeInSeconds: number) => {
    const iat = seconds();
    return (await key()).sign({ ...claims, iat, nbf: iat, exp: iat + lifetimeInSeconds }, version);
  };

  const read = async (token: string, audiences?: readonly string[]): Promise<SignedClaims> => {
    try {
      const { payload } = await jwtVerify(token, (await key()).publicKey, {
        algorithms: ["RS256"],
        requiredClaims: ["exp", "nbf", "aud"],
        currentDate: new Date(clock.now()),
        ...(audiences ? { audience: [...audiences] } : {}),
      });
      return { claims: payload };
    } catch (error) {
      return { refused: reasonOf(error) };
    }
  };

  const issueAccessToken = async (grant: AccessGrant): Promise<IssuedToken> => {
    const { subject } = grant;
    const expiresInSeconds =
      subject.kind === "user" ? lifetimeOfUserTokensInSeconds : lifetimeOfAppTokensInSeconds;
    const claims = {
      ...accessTokenClaims(directory, grant),
      ...(subject.kind === "user" ? { sid: sessions.of(subject.user.id).id } : {}),
    };
    const token = await sign(claims, grant.resource.tokenVersion, expiresInSeconds);
    return { token, expiresInSeconds, expiresAt: seconds() + expiresInSeconds };
  };

  return {
    issueAccessToken,
    issueIdToken: (request) => sign(idTokenClaims(directory, request), "2.0", 60 * 60),
    issueToken: async (request) => (await issueAccessToken(grantOf(directory, request))).token,
    read: (token) => read(token),
    sessions,
    revokeSession: (user) => sessions.revoke(requireUser(directory, user).id),
    async verify(request, audiences) {
      const header = request.headers.get("authorization");
      if (header === null) return { refused: "missing" };
      const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1];
      if (token === undefined) return { refused: "malformed" };
      const result = await read(token, audiences);
      return "refused" in result ? result : tokenClaimsOf(result.claims);
    },
    sessionEndOf({ objectId, sessionId }) {
      if (sessionId === undefined) return undefined;
      const { id, validFromInMs } = sessions.of(objectId);
      return id === sessionId ? undefined : validFromInMs;
    },
    keys: async () => [
      {
        ...(await key()).publicJwk,
        cloud_instance_name: "microsoftonline.com",
        issuer: issuerOf(directory.tenantId, "2.0"),
      },
    ],
  };
}

/** What a managed identity is granted for an API. */
export function identityGrant(
  { clientId, principalId }: SeedManagedIdentity,
  resource: TokenResource,
): AccessGrant {
  return {
    subject: { kind: "app", objectId: principalId },
    clientId,
    clientProof: "assertion",
    resource,
    scopes: [],
  };
}

function reasonOf(error: unknown): "invalid" | "expired" | "audience" {
  if (error instanceof errors.JWTExpired) return "expired";
  const isAudience = error instanceof errors.JWTClaimValidationFailed && error.claim === "aud";
  return isAudience ? "audience" : "invalid";
}

function tokenClaimsOf(claims: JWTPayload): TokenClaims {
  const text = (name: string): string => {
    const value = claims[name];
    return typeof value === "string" ? value : "";
  };
  const list = (name: string): readonly string[] => {
    const value = claims[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const scopes = text("scp").split(" ").filter(Boolean);
  return {
    tenantId: text("tid"),
    objectId: text("oid"),
    kind: scopes.length > 0 ? "user" : "app",
    clientId: text("appid") || text("azp"),
    scopes,
    roles: list("roles"),
    sessionId: text("sid") || undefined,
    clientCapabilities: list("xms_cc"),
  };
}

function grantOf(directory: Directory, request: TokenRequest): AccessGrant {
  const { scope } = request;
  const cut = scope.lastIndexOf("/");
  const resource = findResource(directory, scope.slice(0, cut));
  const permission = scope.slice(cut + 1);
  if (cut < 0 || resource === undefined) {
    throw new TypeError(
      `azure-emulator: no API has the scope "${scope}"; name one as in "https://search.azure.com/.default"`,
    );
  }
  if (request.identity !== undefined) {
    const identity = directory.identities.find(({ name, clientId, principalId }) =>
      [name, clientId, principalId].includes(request.identity),
    );
    if (!identity) {
      throw new TypeError(`azure-emulator: the seed has no identity "${request.identity}"`);
    }
    return identityGrant(identity, resource);
  }
  const user = requireUser(directory, request.user);
  return {
    subject: { kind: "user", user },
    clientId: resource.app?.appId ?? azureCliClientId,
    clientProof: resource.app ? "assertion" : "none",
    resource,
    scopes: request.permissions ?? delegatedScopes(resource, permission),
  };
}

function requireUser(directory: Directory, name: string): SeedUser {
  const wanted = name.toLowerCase();
  const user = directory.users.find(
    ({ id, userPrincipalName }) => id === wanted || userPrincipalName.toLowerCase() === wanted,
  );
  if (user) return user;
  throw new TypeError(`azure-emulator: the seed has no user "${name}"`);
}

function delegatedScopes(resource: TokenResource, permission: string): readonly string[] {
  if (!resource.app) return [permission === ".default" ? "user_impersonation" : permission];
  if (permission === ".default") return resource.app.scopes;
  if (resource.app.scopes.includes(permission)) return [permission];
  throw new TypeError(
    `azure-emulator: ${resource.app.displayName} has no scope "${permission}"; it has ${resource.app.scopes.join(", ")}`,
  );
}
