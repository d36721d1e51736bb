import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const ivLength = 12;
const tagLength = 16;

/** By what a value is sealed. */
export interface Seal {
  /** At least 32 random bytes as text; whoever has it can read the value, and nobody else. */
  readonly secret: string;
  /** Where the value is kept: it cannot be read from anywhere else. */
  readonly place: string;
}

/** Seals a value with a key that is derived from the secret, for that place. */
export function sealValue(value: unknown, { secret, place }: Seal): string {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, keyOf(secret), iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** What was sealed; `undefined` for anything that was not sealed so. */
export function unsealValue(text: string, { secret, place }: Seal): unknown {
  const bytes = Buffer.from(text, "base64url");
  try {
    const decipher = createDecipheriv(algorithm, keyOf(secret), bytes.subarray(0, ivLength), {
      authTagLength: tagLength,
    });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
    const opened = Buffer.concat([
      decipher.update(bytes.subarray(ivLength + tagLength)),
      decipher.final(),
    ]);
    return JSON.parse(opened.toString("utf8"));
  } catch {
    return undefined;
  }
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "entrim session", 32));
}
