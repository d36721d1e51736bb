import type { AzureCloud } from "@entrim/azure-clouds";
import { createPublicKey, type KeyObject } from "node:crypto";
import { issuerOf, type AccessTokenVersion } from "./check-claims.ts";
import { fetchJson } from "./fetch-json.ts";
import type { SigningKey } from "./signing-key-set.ts";

/** Whose keys to read, and how. */
export interface LoadSigningKeysOptions {
  readonly cloud: AzureCloud;
  readonly tenantId: string;
  readonly version: AccessTokenVersion;
  /** Client id of an app with signing keys of its own. */
  readonly appId: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** A JSON Web Key as Entra publishes it. */
interface EntraKey {
  readonly kty?: unknown;
  readonly use?: unknown;
  readonly n?: unknown;
  readonly e?: unknown;
  readonly issuer?: unknown;
  readonly cloud_instance_name?: unknown;
}

/** @see https://www.rfc-editor.org/rfc/rfc7518#section-3.3 */
const minModulusLength = 2048;

/** Entra publishes about ten. */
const maxKeys = 1000;

/**
 * Reads the signing keys of a tenant from the tenant's own metadata. The address is built from the cloud's
 * authority, and the keys must be there too: neither a token nor a document can send us elsewhere.
 *
 * @throws Error for anything but at least one usable key.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signature
 */
export async function loadSigningKeys(
  options: LoadSigningKeysOptions,
): Promise<ReadonlyMap<string, SigningKey>> {
  const { cloud, tenantId, version, fetch } = options;
  const metadata = await fetchJson(metadataAddress(options), fetch);
  if (metadata["issuer"] !== issuerOf(cloud, version, tenantId)) {
    throw new Error("access-token: the metadata document is of another issuer");
  }
  const address = requireAuthority(metadata["jwks_uri"], cloud);
  const { keys } = await fetchJson(address, fetch);
  if (!Array.isArray(keys) || keys.length > maxKeys) {
    throw new Error("access-token: the key document holds no list of keys, or too long a one");
  }

  const named = (keys as readonly unknown[]).filter(hasKeyId);
  const found = new Map<string, SigningKey>();
  for (const jwk of named) {
    const { kid } = jwk;
    const key = importKey(jwk, metadata["cloud_instance_name"]);
    // a name that two keys share names neither
    const isUnique = named.filter((other) => other.kid === kid).length === 1;
    if (key !== undefined && isUnique) found.set(kid, key);
  }
  if (found.size === 0) throw new Error("access-token: the key document holds no usable key");
  return found;
}

function metadataAddress({ cloud, tenantId, version, appId }: LoadSigningKeysOptions): URL {
  const path = version === "1.0" ? "" : "/v2.0";
  const address = new URL(
    `${cloud.authorityHost}/${tenantId}${path}/.well-known/openid-configuration`,
  );
  if (appId !== undefined) address.searchParams.set("appid", appId);
  return address;
}

function requireAuthority(value: unknown, { authorityHost, authorityAliases }: AzureCloud): URL {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  const origins = [authorityHost, ...authorityAliases.map((host) => `https://${host}`)];
  if (url === undefined || !origins.includes(url.origin) || url.username !== "") {
    throw new Error("access-token: the keys are not at the authority of the cloud");
  }
  return url;
}

function hasKeyId(key: unknown): key is EntraKey & { readonly kid: string } {
  return typeof key === "object" && key !== null && typeof Reflect.get(key, "kid") === "string";
}

/** A key that could verify a token of this cloud; undefined for any other. */
function importKey(jwk: EntraKey, cloudInstance: unknown): SigningKey | undefined {
  const { kty, use, n, e, issuer, cloud_instance_name: instance } = jwk;
  if (kty !== "RSA" || typeof n !== "string" || typeof e !== "string") return undefined;
  if (use !== undefined && use !== "sig") return undefined;
  if (issuer !== undefined && typeof issuer !== "string") return undefined;
  // two clouds share one issuer of v1 tokens, but no key
  if (instance !== undefined && instance !== cloudInstance) return undefined;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: { kty, n, e }, format: "jwk" });
  } catch {
    return undefined;
  }
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  return modulusLength >= minModulusLength ? { key, issuer } : undefined;
}
