import {
  constants,
  createHmac,
  generateKeyPairSync,
  sign,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from "node:crypto";
import type { Emulator } from "@entrim/azure-emulator";
import { ids } from "./contoso.test.fixture.ts";

/**
 * The keys of an attacker's `own`, and some that Entra's key document lists: a good one (`listed`), one that is
 * too short (`weak`), those of another tenant and cloud (`foreign`, `government`), one whose name stands for two
 * (`twice`), one for encryption, and one that is no RSA key (`curve`).
 */
export type KeyName =
  | "listed"
  | "own"
  | "weak"
  | "foreign"
  | "government"
  | "twice"
  | "encryption"
  | "curve";

/** What a forged token is made of. */
export interface Forgery {
  /** Added to what the header of a good token holds; `undefined` removes. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Added to the claims of a good token; `undefined` removes. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Who signs (`listed`, a key that Entra lists). */
  readonly key?: KeyName;
  /** Signs in another way. */
  readonly sign?: (signedText: string) => Uint8Array;
}

/** Makes tokens that Entra would not. */
export interface TokenForge {
  forge(token: string, forgery?: Forgery): string;
  /** The public half of the key that the good forgeries are signed with, in PEM. */
  readonly listedPem: string;
  readonly listedJwk: object;
}

const rsa = (bits: number): KeyPairKeyObjectResult =>
  generateKeyPairSync("rsa", { modulusLength: bits });

const keys: Readonly<Record<KeyName, KeyPairKeyObjectResult>> = {
  listed: rsa(2048),
  own: rsa(2048),
  weak: rsa(1024),
  foreign: rsa(2048),
  government: rsa(2048),
  twice: rsa(2048),
  encryption: rsa(2048),
  curve: generateKeyPairSync("ec", { namedCurve: "P-256" }),
};

/**
 * Puts the keys of the forge into what the local Entra says of its keys, so that every check but that of the
 * signature can be attacked too.
 */
export async function createTokenForge(emulator: Emulator): Promise<TokenForge> {
  const address = `https://login.microsoftonline.com/${ids.tenant}/discovery/v2.0/keys`;
  const answer = await emulator.fetch(new Request(address));
  const known = (await answer.json()) as { readonly keys: readonly object[] };
  const issuer = `https://login.microsoftonline.com/${ids.tenant}/v2.0`;
  const listed = (name: KeyName, members: object = {}): object => ({
    ...keys[name].publicKey.export({ format: "jwk" }),
    kid: name,
    use: "sig",
    issuer,
    cloud_instance_name: "microsoftonline.com",
    ...members,
  });
  emulator.enqueue({
    service: "entra",
    path: /\/discovery\/(?:v2\.0\/)?keys$/,
    times: Number.MAX_SAFE_INTEGER,
    status: 200,
    body: {
      keys: [
        ...known.keys,
        listed("listed"),
        listed("weak"),
        listed("foreign", {
          issuer: `https://login.microsoftonline.com/${ids.otherTenant}/v2.0`,
        }),
        listed("government", { cloud_instance_name: "microsoftonline.us" }),
        listed("twice"),
        { ...listed("own"), kid: "twice" },
        listed("encryption", { use: "enc" }),
        listed("curve"),
      ],
    },
  });
  return {
    listedPem: keys.listed.publicKey.export({ type: "spki", format: "pem" }) as string,
    listedJwk: listed("listed"),
    forge(token, { header, claims, key = "listed", sign: signWith } = {}) {
      const payload = JSON.parse(
        Buffer.from(token.split(".")[1] ?? "", "base64url").toString(),
      ) as object;
      const signedText = [
        { typ: "JWT", alg: "RS256", kid: key, ...header },
        { ...payload, ...claims },
      ]
        .map((part) => base64url(JSON.stringify(part)))
        .join(".");
      const signature = (signWith ?? rs256(keys[key].privateKey))(signedText);
      return `${signedText}.${base64url(signature)}`;
    },
  };
}

/** An algorithm of its own for `Forgery.sign`. */
export const signatures = {
  none: (): Uint8Array => new Uint8Array(),
  hs256:
    (secret: string) =>
    (text: string): Uint8Array =>
      createHmac("sha256", secret).update(text).digest(),
  ps256:
    (key: KeyName) =>
    (text: string): Uint8Array =>
      sign("sha256", Buffer.from(text), {
        key: keys[key].privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      }),
  es256:
    (key: KeyName) =>
    (text: string): Uint8Array =>
      sign("sha256", Buffer.from(text), {
        key: keys[key].privateKey,
        dsaEncoding: "ieee-p1363",
      }),
} as const;

/** The public half of the attacker's own key, as a header would carry it. */
export const ownJwk: object = keys.own.publicKey.export({ format: "jwk" });

function rs256(key: KeyObject): (text: string) => Uint8Array {
  return (text) => sign("sha256", Buffer.from(text), key);
}

/** What parts of a token are written in. */
export function base64url(bytes: string | Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
