import type { Clock, Directory } from "../azure.ts";
import { parseClaimsRequest } from "./claims-request.ts";
import { requireApp } from "./client-authentication.ts";
import type { DeviceCodes } from "./device-codes.ts";
import { deviceAnsweredPage, deviceCodePage, deviceSignInPage } from "./device-page.ts";
import { EntraError, entraErrorBody, entraErrorResponse, requireParameter } from "./entra-error.ts";
import { requireOwnForm } from "./require-own-form.ts";
import { parseScopes } from "./scopes.ts";
import type { Sessions } from "./sessions.ts";
import { errorPage } from "./sign-in-page.ts";

/** What a device's sign-in needs. */
export interface DeviceAuthorizationOptions {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly deviceCodes: DeviceCodes;
  readonly sessions: Sessions;
  /** How long a code lives. */
  readonly lifetimeInMs: number;
  /** Where the person's browser finds {@link answerDevicePage}. */
  readonly pageAddress: () => string;
}

/** How long a device waits before it asks again, as Entra has it. */
const intervalInSeconds = 5;

/**
 * The device authorization endpoint: a code for the device, and one for a person to type on the page.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */
export async function authorizeDevice(
  options: DeviceAuthorizationOptions,
  request: Request,
): Promise<Response> {
  const { clock, directory, deviceCodes, lifetimeInMs, pageAddress } = options;
  try {
    const form = new URLSearchParams(await request.text());
    const app = requireApp(directory, requireParameter(form, "client_id"));
    const { deviceCode, userCode } = deviceCodes.issue({
      app,
      scopes: parseScopes(directory, app, requireParameter(form, "scope")),
      authenticationContexts: parseClaimsRequest(form).authenticationContexts,
    });
    const address = pageAddress();
    return Response.json(
      {
        user_code: userCode,
        device_code: deviceCode,
        verification_uri: address,
        expires_in: lifetimeInMs / 1000,
        interval: intervalInSeconds,
        message: `To sign in, use a web browser to open the page ${address} and enter the code ${userCode} to authenticate.`,
      },
      { headers: { "cache-control": "no-store" } },
    );
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return entraErrorResponse(error, request, clock.now());
  }
}

/** The page where a person types the code that their device shows, and says who they are. */
export async function answerDevicePage(
  { clock, directory, deviceCodes, sessions }: DeviceAuthorizationOptions,
  request: Request,
): Promise<Response> {
  if (request.method !== "POST") return deviceCodePage();
  try {
    requireOwnForm(request);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return errorPage(entraErrorBody(error, request, clock.now()).error_description);
  }
  const form = new URLSearchParams(await request.text());
  const code = form.get("otc") ?? "";
  const waiting = deviceCodes.findWaiting(code);
  if (!waiting) return deviceCodePage("That code didn’t work. Check the code and try again.");
  if (form.has("cancel")) {
    deviceCodes.answer(code, "declined");
    return deviceAnsweredPage(waiting, "declined");
  }
  const user = directory.users.find(({ id }) => id === form.get("user"));
  if (!user) return deviceSignInPage(directory, waiting, code);
  deviceCodes.answer(code, { user, sessionId: sessions.of(user.id).id });
  return deviceAnsweredPage(waiting, "signed in");
}
