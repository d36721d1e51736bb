import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import type { AccessTokenError } from "./access-token-error.ts";
import type { AccessTokenVerifierOptions } from "./access-token-verifier-options.ts";
import { createAccessTokenVerifier, type AccessTokenVerifier } from "./access-token-verifier.ts";
import { issuerOf } from "./check-claims.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const tenantId: string = id(1);
export const otherTenantId: string = id(2);
export const apiId: string = id(3);
export const clientId: string = id(4);
export const ada: string = id(5);
export const finance: string = id(6);
export const legal: string = id(7);

/** Members of a claim set or of a header to change, or by `undefined` to leave out. */
export type Change = Readonly<Record<string, unknown>>;

/** A key pair of the authority. */
export interface TestKey {
  readonly privateKey: KeyObject;
  /** As the authority publishes it. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

export function createTestKey(kid: string, change: Change = {}, modulusLength = 2048): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength });
  const issuer = "https://login.microsoftonline.com/{tenantid}/v2.0";
  return {
    privateKey,
    jwk: {
      ...publicKey.export({ format: "jwk" }),
      kid,
      use: "sig",
      x5t: kid,
      issuer,
      cloud_instance_name: "microsoftonline.com",
      ...change,
    },
  };
}

/** One for all tests that need no other: making one takes long. */
export const entraKey: TestKey = createTestKey("key-1");

/** A token of whatever header and claims, these perhaps as text, as the holder of a key would make it. */
export function signToken(
  header: Change,
  claims: Change | string,
  { privateKey }: TestKey,
): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
}

/** A part of a token, of JSON text or of what becomes it. */
export function encode(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return Buffer.from(text).toString("base64url");
}

/** An Entra of documents and keys, with a clock. */
export interface TestEntra {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly advance: (timeInMs: number) => void;
  /** Addresses that were fetched. */
  readonly requests: string[];
  /** What it publishes; may be changed. */
  keys: readonly Change[];
  /** Members of the metadata to change. */
  metadata: Change;
  /** Answers instead of the authority, if it returns anything. */
  intercept: (request: Request) => Response | undefined | Promise<Response | undefined>;
  /** The claims of a user's token. */
  readonly claims: (change?: Change) => Change;
  /** A user's token. */
  readonly token: (claims?: Change, header?: Change, key?: TestKey) => string;
  /** A verifier of the tests' tenant. */
  readonly verifier: (options?: Partial<AccessTokenVerifierOptions>) => AccessTokenVerifier;
}

export function createTestEntra(cloud: AzureCloud = azureCloud()): TestEntra {
  let nowInMs = Date.UTC(2026, 0, 1);
  const now = () => nowInMs;

  const entra: TestEntra = {
    now,
    advance: (timeInMs) => {
      nowInMs += timeInMs;
    },
    requests: [],
    keys: [entraKey.jwk],
    metadata: {},
    intercept: () => undefined,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      entra.requests.push(request.url);
      return (await entra.intercept(request)) ?? publish(request);
    },
    claims: (change = {}) => {
      const version = change["ver"] === "1.0" ? "1.0" : "2.0";
      const tenant = (change["tid"] ?? tenantId) as string;
      const seconds = Math.floor(nowInMs / 1000);
      return {
        aud: apiId,
        iss: issuerOf(cloud, version, tenant),
        iat: seconds,
        nbf: seconds,
        exp: seconds + 75 * 60,
        [version === "1.0" ? "appid" : "azp"]: clientId,
        oid: ada,
        scp: "access_as_user",
        sub: "a-pairwise-subject",
        tid: tenant,
        ver: version,
        ...change,
      };
    },
    token: (change = {}, header = {}, key = entraKey) =>
      signToken(
        { typ: "JWT", alg: "RS256", kid: key.jwk["kid"], ...header },
        entra.claims(change),
        key,
      ),
    verifier: (options = {}) =>
      createAccessTokenVerifier({
        cloud,
        tenants: [tenantId],
        audiences: [apiId],
        scopes: ["access_as_user"],
        fetch: entra.fetch,
        now,
        ...options,
      }),
  };

  function publish({ url }: Request): Response {
    const { origin, pathname } = new URL(url);
    const [, tenant = "", ...rest] = pathname.split("/");
    const path = rest.join("/");
    if (origin !== cloud.authorityHost) return new Response(null, { status: 404 });
    if (path.endsWith(".well-known/openid-configuration")) {
      const version = path.startsWith("v2.0/") ? "2.0" : "1.0";
      return Response.json({
        issuer: issuerOf(cloud, version, tenant),
        jwks_uri: `${origin}/${tenant}/discovery/${version === "1.0" ? "" : "v2.0/"}keys`,
        cloud_instance_name: "microsoftonline.com",
        ...entra.metadata,
      });
    }
    if (path.endsWith("keys")) return Response.json({ keys: entra.keys });
    return new Response(null, { status: 404 });
  }

  return entra;
}

/** Code and reason of a refusal; fails where there is none. */
export async function refusalOf(
  work: Promise<unknown>,
): Promise<Pick<AccessTokenError, "code" | "reason">> {
  const error = await work.then(
    () => new Error("it was accepted"),
    (thrown: unknown) => thrown,
  );
  const { code, reason } = error as AccessTokenError;
  if (code === undefined) throw error;
  return { code, reason };
}
