import type { Directory } from "../azure.ts";
import type { SeedUser } from "../seed.ts";
import { html } from "../pages/html.ts";
import { pageResponse } from "../pages/page.ts";
import { accountList } from "./account-list.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";

/** The page where a person is picked. Its form posts back to the address that it came from. */
export function signInPage(directory: Directory, request: AuthorizationRequest): Response {
  const { app, redirectUri, loginHint } = request;
  const hinted = (user: SeedUser) => user.userPrincipalName.toLowerCase() === loginHint;
  const users = directory.users.toSorted((a, b) => Number(hinted(b)) - Number(hinted(a)));
  return pageResponse({
    title: `Sign in to ${app.displayName}`,
    formTargets: [new URL(redirectUri).origin],
    body: html`
      <h1>Pick an account</h1>
      <p class="lead">to continue to <strong>${app.displayName}</strong></p>
      <form method="post">
        <h2>${directory.tenantName}</h2>
        ${accountList(users)}
        <button class="plain" name="cancel" value="1">Cancel</button>
      </form>
    `,
  });
}

/** The page that says why nobody can sign in; used where there is no address to return to. */
export function errorPage(description: string): Response {
  const [reason = "", ...details] = description.split("\r\n");
  return pageResponse({
    title: "Sign-in failed",
    status: 400,
    body: html`
      <h1>Sorry, but we can’t sign you in</h1>
      <p class="reason" role="alert">${reason}</p>
      <p class="details">${details.map((line) => html`${line}<br />`)}</p>
    `,
  });
}

/** The page after signing out, when the app names no address to return to. */
export function signedOutPage(): Response {
  return pageResponse({
    title: "Signed out",
    body: html`
      <h1>You signed out of your account</h1>
      <p class="lead">You can close this window.</p>
    `,
  });
}

/** The page that carries an answer back to the app in a form post, by itself or by its button. */
export function formPostPage(redirectUri: string, parameters: URLSearchParams): Response {
  return pageResponse({
    title: "Returning to the app",
    formTargets: [new URL(redirectUri).origin],
    script: "document.forms[0].submit()",
    body: html`
      <h1>You’re signed in</h1>
      <p class="lead">Returning to the app.</p>
      <form method="post" action="${redirectUri}">
        ${[...parameters].map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
        <button class="plain">Continue</button>
      </form>
    `,
  });
}
