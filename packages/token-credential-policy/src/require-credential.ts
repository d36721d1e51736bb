import { isTokenCredential, type TokenCredential } from "@azure/core-auth";

const keyless =
  "use a credential of @azure/identity, as new ManagedIdentityCredential(), and give its identity a role on the resource";

/**
 * What may stand where a credential is expected.
 *
 * @throws TypeError for a key, a signature, a connection string, or anything else that gives no tokens.
 */
export function requireCredential(credential: unknown): TokenCredential {
  if (typeof credential === "string" || holdsSecret(credential)) {
    throw new TypeError(
      `token-credential-policy: credential is a key, which this package refuses; ${keyless}`,
    );
  }
  if (!isTokenCredential(credential)) {
    throw new TypeError(`token-credential-policy: credential gives no tokens; ${keyless}`);
  }
  return credential;
}

/**
 * Options are refused whole when they bring a key along: it would be dropped in silence, and whoever
 * wrote it would believe that it is in use.
 *
 * @throws TypeError for an option that is not in `known`.
 */
export function requireKnownOptions(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const remedy = /key|secret|password|connectionstring|sas|signature/i.test(name)
      ? `keys are refused: ${keyless}`
      : `use ${known.join(", ")}`;
    throw new TypeError(`token-credential-policy: unknown option ${name}; ${remedy}`);
  }
}

/** The key credentials of the Azure SDKs: `AzureKeyCredential`, `AzureSASCredential`, `AzureNamedKeyCredential`. */
function holdsSecret(credential: unknown): boolean {
  return (
    typeof credential === "object" &&
    credential !== null &&
    ("key" in credential || "signature" in credential || "accountName" in credential) &&
    !isTokenCredential(credential)
  );
}
