import { decodeJwt } from "jose";
import { EntraError, requireParameter } from "./entra-error.ts";
import {
  answerForm,
  grantTokens,
  type TokenAnswer,
  type TokenEndpointOptions,
} from "./token-endpoint.ts";

/** Grants that need no v1 page before them; only a service principal does not get a refresh token. */
const scopesBesideDefault: Readonly<Record<string, string>> = {
  client_credentials: "",
  refresh_token: " openid offline_access",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": " openid offline_access",
};

/**
 * The token endpoint of version 1.0, which older clients use: it takes a `resource` for a `scope`, and
 * has its times as texts. Which version a token has is up to the API, not to the endpoint.
 *
 * @see https://learn.microsoft.com/previous-versions/azure/active-directory/azuread-dev/v1-oauth2-client-creds-grant-flow
 */
export function answerV1TokenRequest(
  options: TokenEndpointOptions,
  request: Request,
): Promise<Response> {
  return answerForm(options, request, async (form) => {
    const grantType = requireParameter(form, "grant_type");
    if (!Object.hasOwn(scopesBesideDefault, grantType)) {
      throw new EntraError(
        "unsupported_grant_type",
        70003,
        `The app requested an unsupported grant type '${grantType}'.`,
      );
    }
    const resource =
      grantType === "refresh_token" ? form.get("resource") : requireParameter(form, "resource");
    form.delete("resource");
    form.delete("scope");
    if (resource) form.set("scope", `${resource}/.default${scopesBesideDefault[grantType]}`);
    return toV1Answer(await grantTokens(options, form), resource);
  });
}

function toV1Answer(answer: TokenAnswer, resource: string | null): unknown {
  const { scope, expires_in, ext_expires_in, access_token, ...rest } = answer;
  const { exp, nbf, aud } = decodeJwt(access_token);
  return {
    ...rest,
    ...(scope === undefined ? {} : { scope: decodeJwt(access_token)["scp"] }),
    expires_in: String(expires_in),
    ext_expires_in: String(ext_expires_in),
    expires_on: String(exp),
    not_before: String(nbf),
    resource: resource ?? aud,
    access_token,
  };
}
