import { createHash, timingSafeEqual, X509Certificate } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { Clock, Directory } from "../azure.ts";
import { authorityHost } from "../hosts.ts";
import type { SeedApp } from "../seed.ts";
import { issuerOf, type ClientProof } from "./claims.ts";
import { EntraError, requireParameter } from "./entra-error.ts";
import type { EntraTokens } from "./tokens.ts";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The app that a token request comes from, and by what it proved to be that app. */
export interface AuthenticatedClient {
  readonly app: SeedApp;
  readonly proof: ClientProof;
}

/**
 * The app that a token request comes from. It proves itself by the token of a managed identity that one
 * of its federated credentials names, by an assertion that one of its certificates signed, or by a secret;
 * a public client may prove nothing.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 * @throws EntraError for an unknown app, or one that proves nothing.
 */
export async function authenticateClient(
  options: {
    readonly clock: Clock;
    readonly directory: Directory;
    readonly tokens: EntraTokens;
  },
  form: URLSearchParams,
): Promise<AuthenticatedClient> {
  const { clock, directory, tokens } = options;
  const app = requireApp(directory, requireParameter(form, "client_id"));
  const secret = form.get("client_secret");
  if (secret !== null) {
    requireSecret(app, secret);
    return { app, proof: "secret" };
  }
  const assertion = form.get("client_assertion");
  if (assertion === null && app.allowPublicClient === true) return { app, proof: "none" };
  if (!assertion || form.get("client_assertion_type") !== assertionType) {
    throw missingProof();
  }
  if (isSelfIssued(assertion, app)) {
    await requireCertificate(directory, app, assertion, clock);
  } else {
    await requireFederation(directory, tokens, app, assertion);
  }
  return { app, proof: "assertion" };
}

/** The refusal of a client that ought to prove itself and does not try. */
export function missingProof(): EntraError {
  return new EntraError(
    "invalid_client",
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );
}

/**
 * The app of a client id.
 *
 * @throws EntraError for one that the tenant does not have.
 */
export function requireApp(directory: Directory, clientId: string): SeedApp {
  const app = directory.apps.find(({ appId }) => appId === clientId.toLowerCase());
  if (app) return app;
  throw new EntraError(
    "unauthorized_client",
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${directory.tenantName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  );
}

function requireSecret({ appId, clientSecrets = [] }: SeedApp, secret: string): void {
  if (clientSecrets.some((known) => timingSafeEqual(digest(known), digest(secret)))) return;
  throw new EntraError(
    "invalid_client",
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
  );
}

/** Texts of any length become comparable in constant time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** An app that signs with its own certificate names itself as the issuer. */
function isSelfIssued(assertion: string, { appId }: SeedApp): boolean {
  try {
    return decodeJwt(assertion).iss === appId;
  } catch {
    return false;
  }
}

async function requireCertificate(
  { tenantId }: Directory,
  { appId, certificates = [] }: SeedApp,
  assertion: string,
  clock: Clock,
): Promise<void> {
  const { "x5t#S256": sha256, x5t: sha1 } = decodeProtectedHeader(assertion);
  const known = certificates
    .map((pem) => new X509Certificate(pem))
    .find(({ raw }) => thumbprint(raw, "sha256") === sha256 || thumbprint(raw, "sha1") === sha1);
  if (!known) {
    throw new EntraError(
      "invalid_client",
      700027,
      "The certificate with identifier used to sign the client assertion is not registered on application.",
    );
  }
  const authority = `https://${authorityHost}/${tenantId}`;
  try {
    await jwtVerify(assertion, known.publicKey, {
      algorithms: ["PS256", "RS256"],
      subject: appId,
      audience: [
        `${authority}/oauth2/v2.0/token`,
        `${authority}/oauth2/token`,
        `${authority}/v2.0`,
      ],
      requiredClaims: ["exp"],
      // clients set `nbf` by their own clock
      clockTolerance: 5,
      currentDate: new Date(clock.now()),
    });
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw error instanceof errors.JWTExpired ? expiredAssertion() : invalidAssertion();
  }
}

async function requireFederation(
  directory: Directory,
  tokens: EntraTokens,
  { federatedCredentials = [] }: SeedApp,
  assertion: string,
): Promise<void> {
  const result = await tokens.read(assertion);
  if ("refused" in result) {
    throw result.refused === "expired" ? expiredAssertion() : invalidAssertion();
  }
  // each value exactly
  const { iss, sub, aud } = result.claims;
  if (iss !== issuerOf(directory.tenantId, "2.0")) throw mismatch(700211, "issuer", iss);
  const ofSubject = federatedCredentials.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) throw mismatch(700213, "subject", sub);
  if (!ofSubject.some(({ audience }) => audience === aud)) throw mismatch(700212, "audience", aud);
}

function thumbprint(certificate: Buffer, algorithm: "sha1" | "sha256"): string {
  return createHash(algorithm).update(certificate).digest("base64url");
}

function expiredAssertion(): EntraError {
  return new EntraError(
    "invalid_client",
    700024,
    "Client assertion is not within its valid time range.",
  );
}

function invalidAssertion(): EntraError {
  return new EntraError("invalid_client", 700027, "Client assertion failed signature validation.");
}

function mismatch(number: number, member: string, value: unknown): EntraError {
  return new EntraError(
    "invalid_client",
    number,
    `No matching federated identity record found for presented assertion ${member} '${String(value)}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
  );
}
