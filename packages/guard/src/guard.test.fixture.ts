import {
  createAccessTokenVerifier,
  type AccessTokenCaller,
  type AccessTokenVerifier,
  type AccessTokenVerifierOptions,
} from "@entrim/access-token";
import { generateKeyPairSync, sign } from "node:crypto";
import { vi } from "vitest";
import type { AccessDecision } from "./access-decision.ts";
import type { GroupLookup } from "./group-lookup.ts";
import type { GuardError } from "./guard-error.ts";
import { createGuard, type Guard } from "./guard.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const tenantId: string = id(1);
const apiId: string = id(3);
export const clientId: string = id(4);
export const ada: string = id(5);
export const finance: string = id(6);
export const legal: string = id(7);

export const nowInMs: number = Date.UTC(2026, 0, 1);
const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A user's token, with claims to change or by `undefined` to leave out. */
export function token(change: Readonly<Record<string, unknown>> = {}): string {
  const seconds = nowInMs / 1000;
  const claims = {
    aud: apiId,
    iss: issuer,
    iat: seconds,
    exp: seconds + 4500,
    azp: clientId,
    oid: ada,
    scp: "access_as_user",
    sub: "a-pairwise-subject",
    tid: tenantId,
    ver: "2.0",
    ...change,
  };
  const input = `${encode({ typ: "JWT", alg: "RS256", kid: "key-1" })}.${encode(claims)}`;
  return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Entra's metadata and keys. */
export const entraFetch: typeof globalThis.fetch = (input) =>
  Promise.resolve(
    new Request(input).url.endsWith("openid-configuration")
      ? Response.json({ issuer, jwks_uri: "https://login.microsoftonline.com/keys" })
      : Response.json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "key-1" }] }),
  );

/** The real verifier, with an Entra of documents. */
export function createVerifier(
  options: Partial<AccessTokenVerifierOptions> = {},
): AccessTokenVerifier {
  return createAccessTokenVerifier({
    tenants: [tenantId],
    audiences: [apiId],
    scopes: ["access_as_user"],
    realm: "chat",
    fetch: entraFetch,
    now: () => nowInMs,
    ...options,
  });
}

/** A guard whose look-up is a test's. */
export interface TestGuard extends Guard {
  readonly resolve: ReturnType<typeof vi.fn<GroupLookup<AccessTokenCaller>["resolve"]>>;
  readonly decisions: AccessDecision[];
}

export function createTestGuard(
  resolve: GroupLookup<AccessTokenCaller>["resolve"] = () =>
    Promise.resolve({ ids: [finance], source: "graph" }),
  options: Partial<AccessTokenVerifierOptions> = {},
): TestGuard {
  const lookup = vi.fn<GroupLookup<AccessTokenCaller>["resolve"]>(resolve);
  const decisions: AccessDecision[] = [];
  const guard = createGuard({
    verifier: createVerifier(options),
    groups: { resolve: lookup },
    onDecision: (decision) => decisions.push(decision),
  });
  return { ...guard, resolve: lookup, decisions };
}

/** What a guard throws; fails where it lets somebody in. */
export async function refusalOf(work: Promise<unknown>): Promise<GuardError> {
  return work.then(
    () => {
      throw new Error("it let somebody in");
    },
    (error: unknown) => error as GuardError,
  );
}
