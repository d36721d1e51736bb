import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { bits, integer, objectId, sequence, set, utcTime, utf8 } from "../net/der.ts";

/** A certificate as an administrator uploads it, with the key that stays with the app. */
export interface AppCertificate {
  readonly pem: string;
  /** The `x5t#S256` of RFC 7515. */
  readonly thumbprint: string;
  readonly privateKey: KeyObject;
}

/** A self-signed RSA certificate (RFC 5280, section 4.1; version 1 has no extensions). */
export function createAppCertificate(): AppCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const algorithm = sequence(objectId("1.2.840.113549.1.1.11"));
  const name = sequence(set(sequence(objectId("2.5.4.3"), utf8("Contoso Chat"))));
  const body = sequence(
    integer(Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime(new Date()), utcTime(new Date(Date.now() + 86_400_000))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const der = sequence(body, algorithm, bits(sign("sha256", body, privateKey)));
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`,
    thumbprint: createHash("sha256").update(der).digest("base64url"),
    privateKey,
  };
}
