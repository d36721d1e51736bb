import { createHmac, randomBytes } from "node:crypto";
import { BlobError } from "./blob-error.ts";
import { element, xmlDocument } from "./xml.ts";

/** What a user delegation key is made for, by the names that a signature has for it. */
interface DelegationKeyFields {
  /** The object id of who asked for it. */
  readonly skoid: string;
  readonly sktid: string;
  /** When it begins and ends to be good, as in `2026-11-25T10:00:00Z`. */
  readonly skt: string;
  readonly ske: string;
  /** `b`, the blob service. */
  readonly sks: string;
  readonly skv: string;
}

/** Makes the keys that stand for who asked for them, and knows them again. */
export interface UserDelegationKeys {
  /** The same key for the same fields, as long as the service runs. */
  valueOf(fields: DelegationKeyFields): Buffer;
}

/** The keys of one account: none is kept, and none is good for another account. */
export function createUserDelegationKeys(): UserDelegationKeys {
  const secret = randomBytes(32);
  return {
    valueOf({ skoid, sktid, skt, ske, sks, skv }) {
      const fields = JSON.stringify([skoid, sktid, skt, ske, sks, skv]);
      return createHmac("sha256", secret).update(fields).digest();
    },
  };
}

const week = 7 * 24 * 60 * 60 * 1000;

/**
 * The answer to who asks for a key.
 *
 * @param caller.version The `x-ms-version` of the request.
 * @see https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key
 * @throws BlobError for a body that is none, or a time that is over or more than a week ahead.
 */
export function userDelegationKey(
  body: string,
  keys: UserDelegationKeys,
  caller: {
    readonly objectId: string;
    readonly tenantId: string;
    readonly version: string;
    readonly nowInMs: number;
  },
): string {
  const { nowInMs } = caller;
  const [, start, expiry] =
    /^\uFEFF?(?:<\?xml[^>]*\?>)?\s*<KeyInfo>\s*(?:<Start>([^<]*)<\/Start>\s*)?<Expiry>([^<]*)<\/Expiry>\s*<\/KeyInfo>\s*$/.exec(
      body,
    ) ?? [];
  if (expiry === undefined) {
    throw new BlobError(400, "InvalidXmlDocument", "XML specified is not syntactically valid.");
  }
  const [from, to] = [start === undefined ? nowInMs : Date.parse(start), Date.parse(expiry)];
  if (!(from < to && to > nowInMs && to <= nowInMs + week)) {
    throw new BlobError(
      400,
      "InvalidXmlNodeValue",
      "The value for one of the XML nodes is not in the correct format.",
      { details: { XmlNodeName: "Expiry", XmlNodeValue: expiry } },
    );
  }
  const fields: DelegationKeyFields = {
    skoid: caller.objectId,
    sktid: caller.tenantId,
    skt: toSecond(from),
    ske: toSecond(to),
    sks: "b",
    skv: caller.version,
  };
  return xmlDocument("UserDelegationKey", [
    element("SignedOid", fields.skoid),
    element("SignedTid", fields.sktid),
    element("SignedStart", fields.skt),
    element("SignedExpiry", fields.ske),
    element("SignedService", fields.sks),
    element("SignedVersion", fields.skv),
    element("Value", keys.valueOf(fields).toString("base64")),
  ]);
}

function toSecond(timeInMs: number): string {
  return `${new Date(timeInMs).toISOString().slice(0, 19)}Z`;
}
