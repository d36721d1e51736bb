import type { Clock, Directory, EmulatedService } from "../azure.ts";
import { authorityHost, isLoopback } from "../hosts.ts";
import { authorize } from "./authorize.ts";
import { answerDevicePage, authorizeDevice } from "./device-authorization.ts";
import { createDeviceCodes } from "./device-codes.ts";
import { instanceDiscovery, openIdConfiguration } from "./discovery.ts";
import { EntraError, entraErrorResponse } from "./entra-error.ts";
import { createGrantStore } from "./grant-store.ts";
import { signedOutPage } from "./sign-in-page.ts";
import { answerTokenRequest } from "./token-endpoint.ts";
import type { EntraTokens } from "./tokens.ts";
import { answerV1TokenRequest } from "./v1-token-endpoint.ts";

const lifetimeOfCodesInMs = 10 * 60_000;
const lifetimeOfDeviceCodesInMs = 15 * 60_000;
const lifetimeOfRefreshTokensInMs = 90 * 24 * 60 * 60_000;

/** Where a person types the code of a device; it knows the tenant by the code. */
const devicePagePath = "/common/oauth2/deviceauth";

/** The authority of the tenant: discovery, sign-in, tokens, sign-out. */
export function createEntra(options: {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly tokens: EntraTokens;
  /** Where a person's browser finds the pages, at that moment (`https://login.microsoftonline.com`). */
  readonly browserOrigin?: () => string;
}): EmulatedService {
  const { clock, directory, tokens } = options;
  const { browserOrigin = () => `https://${authorityHost}` } = options;
  const { tenantId } = directory;
  const codes = createGrantStore({ clock, lifetimeInMs: lifetimeOfCodesInMs });
  const refreshTokens = createGrantStore({ clock, lifetimeInMs: lifetimeOfRefreshTokensInMs });
  const tokenOptions = {
    clock,
    directory,
    tokens,
    codes,
    refreshTokens,
    deviceCodes: createDeviceCodes({ clock, lifetimeInMs: lifetimeOfDeviceCodesInMs }),
  };
  const deviceOptions = {
    ...tokenOptions,
    sessions: tokens.sessions,
    lifetimeInMs: lifetimeOfDeviceCodesInMs,
    pageAddress: () => `${browserOrigin()}${devicePagePath}`,
  };
  const keys = async (): Promise<Response> => Response.json({ keys: await tokens.keys() });
  const metadata = ({ url }: Request, version: "1.0" | "2.0"): Response => {
    const { hostname, origin } = new URL(url);
    // who came here without a proxy would be led to the real one
    const origins = isLoopback(hostname) ? { client: origin } : {};
    return Response.json(openIdConfiguration(tenantId, version, origins));
  };
  const signIn = (request: Request): Promise<Response> =>
    authorize({ clock, directory, codes, sessions: tokens.sessions }, request);

  const routes: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
    "GET .well-known/openid-configuration": (request) => metadata(request, "1.0"),
    "GET v2.0/.well-known/openid-configuration": (request) => metadata(request, "2.0"),
    "GET discovery/keys": keys,
    "GET discovery/v2.0/keys": keys,
    "GET oauth2/v2.0/authorize": signIn,
    "POST oauth2/v2.0/authorize": signIn,
    "POST oauth2/v2.0/devicecode": (request) => authorizeDevice(deviceOptions, request),
    "POST oauth2/v2.0/token": (request) => answerTokenRequest(tokenOptions, request),
    "POST oauth2/token": (request) => answerV1TokenRequest(tokenOptions, request),
    "GET oauth2/v2.0/logout": (request) => signOut(directory, request),
  };

  return {
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/common/discovery/instance") {
        return Response.json(instanceDiscovery(tenantId));
      }
      if (pathname === devicePagePath) return answerDevicePage(deviceOptions, request);
      const [, tenant = "", ...path] = pathname.split("/");
      if (tenant.toLowerCase() !== tenantId) {
        return entraErrorResponse(unknownTenant(tenant), request, clock.now());
      }
      const name = `${request.method} ${path.join("/")}`;
      const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
      return route ? route(request) : new Response("Not found", { status: 404 });
    },
  };
}

/** There are no sessions to end: the page asks who it is each time. */
function signOut(directory: Directory, request: Request): Response {
  const address = new URL(request.url).searchParams.get("post_logout_redirect_uri");
  const isRegistered = directory.apps.some(
    ({ redirectUris }) => address !== null && redirectUris.includes(address),
  );
  if (address === null || !isRegistered) return signedOutPage();
  return new Response(null, { status: 302, headers: { location: address } });
}

function unknownTenant(tenant: string): EntraError {
  return new EntraError(
    "invalid_tenant",
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}
