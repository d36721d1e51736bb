import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from "jose";

/** The key of the tenant, made anew at each start. */
export interface SigningKey {
  /** For checking what was signed. */
  readonly publicKey: CryptoKey;
  /** As the keys document lists it: without `alg`, as Entra does. */
  readonly publicJwk: JWK;
  /** A signed JSON Web Token; v1.0 tokens name the key twice. */
  sign(claims: JWTPayload, version: "1.0" | "2.0"): Promise<string>;
}

/** Makes an RSA key that leaves this process only as its public half. */
export async function createSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    publicKey,
    publicJwk: { ...jwk, use: "sig", kid, x5t: kid },
    sign: (claims, version) =>
      new SignJWT(claims)
        .setProtectedHeader({
          typ: "JWT",
          alg: "RS256",
          kid,
          ...(version === "1.0" ? { x5t: kid } : {}),
        })
        .sign(privateKey),
  };
}
