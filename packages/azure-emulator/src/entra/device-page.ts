import type { Directory } from "../azure.ts";
import { html } from "../pages/html.ts";
import { pageResponse } from "../pages/page.ts";
import { accountList } from "./account-list.ts";
import type { DeviceRequest } from "./device-codes.ts";

/**
 * The page that asks for the code.
 *
 * @param fault What was wrong with the code before (none).
 */
export function deviceCodePage(fault?: string): Response {
  return pageResponse({
    title: "Enter code",
    status: fault === undefined ? 200 : 400,
    body: html`
      <h1>Enter code</h1>
      <p class="lead">to allow access for the app that shows it to you</p>
      ${fault === undefined ? "" : html`<p class="reason" role="alert">${fault}</p>`}
      <form method="post">
        <input name="otc" aria-label="Code" autocomplete="off" required autofocus />
        <button class="plain">Next</button>
      </form>
    `,
  });
}

/** The page where the person is picked; it names the app, so that nobody is talked into another one. */
export function deviceSignInPage(
  directory: Directory,
  { app }: DeviceRequest,
  code: string,
): Response {
  return pageResponse({
    title: `Sign in to ${app.displayName}`,
    body: html`
      <h1>Pick an account</h1>
      <p class="lead">
        to sign in to <strong>${app.displayName}</strong> on another device. Go on only if you
        started this yourself.
      </p>
      <form method="post">
        <input type="hidden" name="otc" value="${code}" />
        <h2>${directory.tenantName}</h2>
        ${accountList(directory.users)}
        <button class="plain" name="cancel" value="1">Cancel</button>
      </form>
    `,
  });
}

/** The last page. */
export function deviceAnsweredPage(
  { app }: DeviceRequest,
  answer: "signed in" | "declined",
): Response {
  return pageResponse({
    title: app.displayName,
    body: html`
      <h1>
        ${
          answer === "signed in"
            ? `You have signed in to ${app.displayName} on your device`
            : "You declined to sign in"
        }
      </h1>
      <p class="lead">You can close this window.</p>
    `,
  });
}
