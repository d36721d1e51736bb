import { createHmac, timingSafeEqual } from "node:crypto";
import { BlobError, notEmulated } from "./blob-error.ts";
import type { UserDelegationKeys } from "./user-delegation-keys.ts";

/** What a shared access signature allows. */
export interface DelegatedAccess {
  /** In whose place it is: the roles of that principal are needed too. */
  readonly objectId: string;
  /** The letters of `sp`, as in `rl`. */
  readonly permissions: string;
  /** What the answer to a read is to be described by in place of what the blob is described by. */
  readonly responseHeaders: Readonly<Record<string, string>>;
}

/** Query parameters that change the headers of an answer. */
const responseParameters: Readonly<Record<string, string>> = {
  rscc: "cache-control",
  rscd: "content-disposition",
  rsce: "content-encoding",
  rscl: "content-language",
  rsct: "content-type",
};

/** Query parameters that would narrow or change what a signature is good for, and are not understood here. */
const unsupportedParameters: readonly string[] = [
  "saoid",
  "suoid",
  "sduoid",
  "skdutid",
  "sdd",
  "ses",
  "sip",
  "si",
  "snapshot",
  "srh",
  "srq",
];

/** Every query parameter that belongs to a signature. */
export const signatureParameters: readonly string[] = [
  "sv",
  "st",
  "se",
  "sr",
  "sp",
  "spr",
  "scid",
  "sig",
  "skoid",
  "sktid",
  "skt",
  "ske",
  "sks",
  "skv",
  ...Object.keys(responseParameters),
];

/** The first version whose signatures are understood, and those with more lines to sign. */
const [firstVersion, versionWithUser, versionWithRequest] = [
  "2020-12-06",
  "2025-07-05",
  "2026-04-06",
];

/**
 * Reads the signature of a request that was made with a user delegation key.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
 * @param resource What is asked: the name of the account, a container and, if it is one, a blob in it.
 * @throws BlobError for one that was not made by that key, for something else, or for another time.
 */
export function readDelegationSignature(
  query: URLSearchParams,
  resource: {
    readonly account: string;
    readonly containerName: string;
    readonly blobName: string;
  },
  { keys, nowInMs }: { readonly keys: UserDelegationKeys; readonly nowInMs: number },
): DelegatedAccess {
  const unsupported = unsupportedParameters.find((name) => query.has(name));
  if (unsupported !== undefined) throw notEmulated(`the query parameter '${unsupported}'`);
  const value = (name: string): string => query.get(name) ?? "";
  const isComplete = ["sv", "sp", "se", "sr", "skoid", "sktid", "skt", "ske", "skv", "sig"].every(
    (name) => query.getAll(name).length === 1 && value(name) !== "",
  );
  if (!isComplete || value("sks") !== "b" || !/^https(?:,http)?$|^$/.test(value("spr"))) {
    throw authenticationFailed("The signature is incomplete.");
  }
  if (value("sv") < firstVersion) throw notEmulated(`signatures of the version '${value("sv")}'`);

  const key = keys.valueOf({
    skoid: value("skoid"),
    sktid: value("sktid"),
    skt: value("skt"),
    ske: value("ske"),
    sks: value("sks"),
    skv: value("skv"),
  });
  const expected = createHmac("sha256", key).update(textToSign(query, resource)).digest();
  const signature = Buffer.from(value("sig"), "base64");
  // the key is bound to all that was said of it, the tenant included
  const isRight = signature.length === expected.length && timingSafeEqual(signature, expected);
  if (!isRight) throw authenticationFailed("Signature did not match.");

  requireTime({ start: value("st"), expiry: value("se") }, nowInMs);
  requireTime({ start: value("skt"), expiry: value("ske") }, nowInMs);
  return {
    objectId: value("skoid"),
    permissions: value("sp"),
    responseHeaders: Object.fromEntries(
      Object.entries(responseParameters).flatMap(([parameter, header]) =>
        query.has(parameter) ? [[header, value(parameter)]] : [],
      ),
    ),
  };
}

/** What is signed, line by line; those that are not understood here are empty. */
function textToSign(
  query: URLSearchParams,
  resource: {
    readonly account: string;
    readonly containerName: string;
    readonly blobName: string;
  },
): string {
  const value = (name: string): string => query.get(name) ?? "";
  const version = value("sv");
  const container = `/blob/${resource.account}/${resource.containerName}`;
  return [
    value("sp"),
    value("st"),
    value("se"),
    // of any other resource there is no such signature
    value("sr") === "c" ? container : `${container}/${resource.blobName}`,
    ...["skoid", "sktid", "skt", "ske", "sks", "skv"].map(value),
    ...["saoid", "suoid", "scid"].map(value),
    ...(version >= versionWithUser ? ["skdutid", "sduoid"].map(value) : []),
    ...["sip", "spr", "sv", "sr", "snapshot", "ses"].map(value),
    ...(version >= versionWithRequest ? ["srh", "srq"].map(value) : []),
    ...Object.keys(responseParameters).map(value),
  ].join("\n");
}

function requireTime(
  { start, expiry }: { readonly start: string; readonly expiry: string },
  nowInMs: number,
): void {
  const hasBegun = start === "" || Date.parse(start) <= nowInMs;
  if (hasBegun && nowInMs < Date.parse(expiry)) return;
  throw authenticationFailed(
    `Signature not valid in the specified time frame: Start [${start}] - Expiry [${expiry}] - Current [${new Date(nowInMs).toISOString()}]`,
  );
}

function authenticationFailed(detail: string): BlobError {
  return new BlobError(
    403,
    "AuthenticationFailed",
    "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
    { details: { AuthenticationErrorDetail: detail } },
  );
}
