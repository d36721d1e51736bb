import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import {
  bits,
  der,
  explicit,
  implicit,
  integer,
  objectId,
  octets,
  sequence,
  set,
  truth,
  utcTime,
  utf8,
} from "./der.ts";

/** Vouches for host names while the local Azure runs. Its key stays in memory and dies with it. */
export interface CertificateAuthority {
  /** The public certificate, PEM. */
  readonly certificate: string;
  /** The certificate of a host and its key, both PEM. */
  issue(host: string): { readonly certificate: string; readonly key: string };
  /** The same, ready for a handshake; made once per host. */
  secureContextFor(host: string): SecureContext;
}

/** Who forgets the emulator in the background must not keep an authority that outlives the day. */
const lifetimeInMs = 24 * 60 * 60_000;

/** Clocks of containers and virtual machines are rarely the same. */
const skewInMs = 5 * 60_000;

const loopbackAddress = Buffer.from([127, 0, 0, 1]);

/**
 * A certificate authority that can vouch for the given names, their subdomains and 127.0.0.1, and by
 * its name constraints for nothing else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10
 */
export function createCertificateAuthority(options: {
  readonly names: readonly string[];
  /** Milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}): CertificateAuthority {
  const { names, now = Date.now } = options;
  const notBefore = new Date(now() - skewInMs);
  const notAfter = new Date(notBefore.getTime() + lifetimeInMs);
  const authority = newKey();
  const issuer = distinguishedName(`Local Azure ${randomBytes(4).toString("hex")}`);
  const issue = (template: Template) =>
    certificate(template, { notBefore, notAfter, issuer, authority });

  const own = issue({
    subject: issuer,
    key: authority,
    extensions: [
      extension("2.5.29.19", "critical", sequence(truth(), integer(Buffer.from([0])))),
      // keyCertSign, cRLSign
      extension("2.5.29.15", "critical", bits(Buffer.from([0b0000_0110]), 1)),
      extension("2.5.29.30", "critical", sequence(explicit(0, ...permittedSubtrees(names)))),
    ],
  });
  const contexts = new Map<string, SecureContext>();

  const issueFor = (host: string) => {
    const key = newKey();
    const pem = issue({
      // no host: clients that compare a common name would take an address for a name
      subject: distinguishedName("Local Azure service"),
      key,
      extensions: [
        extension("2.5.29.19", "critical", sequence()),
        // digitalSignature
        extension("2.5.29.15", "critical", bits(Buffer.from([0b1000_0000]), 7)),
        // serverAuth
        extension("2.5.29.37", "optional", sequence(objectId("1.3.6.1.5.5.7.3.1"))),
        extension("2.5.29.17", "optional", sequence(alternativeName(host))),
      ],
    });
    return {
      certificate: pem,
      key: String(key.privateKey.export({ type: "pkcs8", format: "pem" })),
    };
  };

  return {
    certificate: own,
    issue: issueFor,
    secureContextFor(host) {
      const made = contexts.get(host);
      if (made) return made;
      const { certificate: cert, key } = issueFor(host);
      const context = createSecureContext({ cert, key, minVersion: "TLSv1.2" });
      contexts.set(host, context);
      return context;
    },
  };
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface Template {
  readonly subject: Buffer;
  readonly key: KeyPair;
  readonly extensions: readonly Buffer[];
}

interface Signing {
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly issuer: Buffer;
  readonly authority: KeyPair;
}

/** An X.509 certificate, PEM (RFC 5280, section 4.1). */
function certificate({ subject, key, extensions }: Template, signing: Signing): string {
  const algorithm = sequence(objectId("1.2.840.10045.4.3.2"));
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    // the first bit is set to none, so that the number is positive and never begins with zeros
    integer(
      Buffer.concat([Buffer.from([0x40 | (randomBytes(1).readUInt8() & 0x3f)]), randomBytes(15)]),
    ),
    algorithm,
    signing.issuer,
    sequence(utcTime(signing.notBefore), utcTime(signing.notAfter)),
    subject,
    publicKeyInfo(key),
    explicit(
      3,
      sequence(
        ...extensions,
        extension("2.5.29.14", "optional", octets(keyIdentifier(key))),
        extension("2.5.29.35", "optional", sequence(implicit(0, keyIdentifier(signing.authority)))),
      ),
    ),
  );
  const signature = sign("sha256", body, signing.authority.privateKey);
  const text = sequence(body, algorithm, bits(signature)).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${text.replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

function newKey(): KeyPair {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function publicKeyInfo({ publicKey }: KeyPair): Buffer {
  return publicKey.export({ type: "spki", format: "der" });
}

function keyIdentifier(key: KeyPair): Buffer {
  return createHash("sha1").update(publicKeyInfo(key)).digest();
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(objectId("2.5.4.3"), utf8(commonName))));
}

function extension(id: string, importance: "critical" | "optional", value: Buffer): Buffer {
  const flag = importance === "critical" ? [truth()] : [];
  return sequence(objectId(id), ...flag, octets(value));
}

function permittedSubtrees(names: readonly string[]): Buffer[] {
  return [
    ...names.map((name) => sequence(dnsName(name))),
    // an address is constrained together with its mask
    sequence(implicit(7, Buffer.concat([loopbackAddress, Buffer.alloc(4, 0xff)]))),
  ];
}

function alternativeName(host: string): Buffer {
  return host === "127.0.0.1" ? implicit(7, loopbackAddress) : dnsName(host);
}

function dnsName(name: string): Buffer {
  return der(0x82, Buffer.from(name, "ascii"));
}
