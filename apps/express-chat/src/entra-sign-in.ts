import { timingSafeEqual } from "node:crypto";
import type { AzureCloud } from "@entrim/azure-clouds";
import {
  AuthError,
  ConfidentialClientApplication,
  CryptoProvider,
  InteractionRequiredAuthError,
  type AuthenticationResult,
} from "@azure/msal-node";
import { SignInError } from "./sign-in-error.ts";

/** Signs people in at Entra. What it hands out is plain data, so that another instance can go on with it. */
export interface EntraSignIn {
  begin(): Promise<{
    /** Where to send the browser. */
    readonly address: string;
    readonly attempt: SignInAttempt;
  }>;
  /**
   * Takes what the browser brought back.
   *
   * @throws SignInError
   */
  complete(attempt: SignInAttempt, answer: URLSearchParams): Promise<SignedIn>;
  /**
   * A token of a person for the app's own API, refreshed when it is due.
   *
   * @throws SignInError with the code AGAIN when Entra wants to see the person.
   */
  accessToken(person: SignedIn): Promise<{
    readonly token: string;
    /** The same, or with what Entra gave anew, to be kept instead. */
    readonly person: SignedIn;
  }>;
}

/** What must come back from Entra, and what its answer is redeemed with. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Somebody who signed in. It holds their tokens, so it stays on the server. */
export interface SignedIn {
  readonly name: string;
  readonly username: string;
  /** Where to send the browser so that Entra signs the person out, too. */
  readonly signOutAddress: string;
  /** What MSAL keeps of the person, as it writes it. */
  readonly tokens: string;
}

/** What to sign people in to. */
export interface EntraSignInOptions {
  readonly cloud: AzureCloud;
  readonly tenantId: string;
  readonly clientId: string;
  /** A fresh token of the managed identity that the app registration trusts. */
  readonly clientAssertion: () => Promise<string>;
  /** The origin of the app; Entra sends people back to `/auth/redirect` on it. */
  readonly publicOrigin: string;
  /** An OpenID Connect metadata document, where the authority's pages are elsewhere. */
  readonly authorityMetadata?: string | undefined;
}

/**
 * The authorization code flow with PKCE. The app has no secret: its managed identity vouches for it.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export function createEntraSignIn(options: EntraSignInOptions): EntraSignIn {
  const { cloud, tenantId, clientId, clientAssertion, publicOrigin, authorityMetadata } = options;
  const authority = `${cloud.authorityHost}/${tenantId}`;
  const endSessionEndpoint = endSessionEndpointOf(authority, authorityMetadata);
  const request = {
    scopes: [`api://${clientId}/access_as_user`],
    redirectUri: `${publicOrigin}/auth/redirect`,
  };
  const random = new CryptoProvider();

  const newClient = () =>
    new ConfidentialClientApplication({
      auth: {
        clientId,
        authority,
        clientAssertion,
        ...(authorityMetadata && { authorityMetadata }),
      },
    });
  const addresses = newClient();
  // a client for each person, so that the tokens that it keeps go when the session goes
  const clients = new WeakMap<SignedIn, ConfidentialClientApplication>();

  function clientOf(person: SignedIn): ConfidentialClientApplication {
    const known = clients.get(person);
    if (known) return known;
    const client = newClient();
    client.getTokenCache().deserialize(person.tokens);
    clients.set(person, client);
    return client;
  }

  function remember(
    client: ConfidentialClientApplication,
    person: Omit<SignedIn, "tokens">,
  ): SignedIn {
    const signedIn = { ...person, tokens: client.getTokenCache().serialize() };
    clients.set(signedIn, client);
    return signedIn;
  }

  return {
    async begin() {
      const { verifier, challenge } = await random.generatePkceCodes();
      const state = random.createNewGuid();
      const nonce = random.createNewGuid();
      const address = await addresses.getAuthCodeUrl({
        ...request,
        codeChallenge: challenge,
        codeChallengeMethod: "S256",
        responseMode: "query",
        state,
        nonce,
      });
      return { address, attempt: { state, nonce, codeVerifier: verifier } };
    },

    async complete({ state, nonce, codeVerifier }, answer) {
      if (!isSame(state, answer.get("state"))) {
        throw new SignInError("EXPIRED", "The answer belongs to another sign-in.");
      }
      if (answer.get("error") === "access_denied") {
        throw new SignInError("DECLINED", "The person did not sign in.");
      }
      const code = answer.get("code");
      if (!code) throw new SignInError("FAILED", "Entra did not sign the person in.");
      const client = newClient();
      try {
        const result = await client.acquireTokenByCode({ ...request, code, codeVerifier, nonce });
        return remember(client, describe(result));
      } catch (cause) {
        throw new SignInError("FAILED", "Entra did not redeem the code.", { cause });
      }
    },

    async accessToken(person) {
      const client = clientOf(person);
      const kept = client.getTokenCache();
      try {
        const [account] = await kept.getAllAccounts();
        if (!account) throw new SignInError("AGAIN", "There is no account any more.");
        const { accessToken: token } = await client.acquireTokenSilent({
          scopes: request.scopes,
          account,
        });
        const isKept = !kept.hasChanged() || kept.serialize() === person.tokens;
        return { token, person: isKept ? person : remember(client, person) };
      } catch (cause) {
        if (cause instanceof SignInError) throw cause;
        if (isForThePerson(cause)) {
          throw new SignInError("AGAIN", "Entra wants the person to sign in again.", { cause });
        }
        throw new SignInError("UNAVAILABLE", "Entra gave no token.", { cause });
      }
    },
  };

  function describe({ account }: AuthenticationResult): Omit<SignedIn, "tokens"> {
    if (!account) throw new SignInError("FAILED", "Entra named no account.");
    const signOut = new URL(endSessionEndpoint);
    signOut.searchParams.set("post_logout_redirect_uri", `${publicOrigin}/`);
    // spares the question which account to sign out
    const hint = account.idTokenClaims?.login_hint;
    if (hint) signOut.searchParams.set("logout_hint", hint);
    return {
      name: account.name || account.username,
      username: account.username,
      signOutAddress: signOut.href,
    };
  }
}

function endSessionEndpointOf(authority: string, authorityMetadata: string | undefined): string {
  const { end_session_endpoint = `${authority}/oauth2/v2.0/logout` } = JSON.parse(
    authorityMetadata ?? "{}",
  ) as { end_session_endpoint?: string };
  return end_session_endpoint;
}

/** Whether only the person can help: consent, a second factor, a refresh token that is over. */
function isForThePerson(error: unknown): boolean {
  return (
    error instanceof InteractionRequiredAuthError ||
    (error instanceof AuthError && error.errorCode === "invalid_grant")
  );
}

function isSame(expected: string, actual: string | null): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(actual ?? "")];
  return one.length === other.length && timingSafeEqual(one, other);
}
