import { carriesApiKey } from "../api-key.ts";
import type { Azure } from "../azure.ts";

/** What an operation takes to be allowed. */
export type SearchPermission =
  | { readonly dataAction: `Microsoft.Search/searchServices/${string}` }
  | { readonly action: `Microsoft.Search/searchServices/${string}` };

/** What tokens for the service are made out to. */
export const searchAudiences: readonly string[] = [
  "https://search.azure.com",
  "https://search.azure.com/",
];

/**
 * Why a request is refused: it carries a key, no good token, or its caller has no role for it.
 *
 * @see https://learn.microsoft.com/azure/search/search-security-rbac
 * @param resourceId Of the service, or of the index that is asked.
 */
export async function refusalOf(
  request: Request,
  { tokens, roles, directory }: Azure,
  {
    permission,
    resourceId,
  }: { readonly permission: SearchPermission; readonly resourceId: string },
): Promise<Response | undefined> {
  // where keys are allowed, they win over tokens; here they are turned off
  if (carriesApiKey(request)) {
    return unauthorized(directory.tenantId, "API keys are disabled for this service.");
  }
  const claims = await tokens.verify(request, searchAudiences);
  if ("refused" in claims) {
    return unauthorized(
      directory.tenantId,
      claims.refused === "missing"
        ? "A token is required to access this service."
        : `The token is not accepted: ${claims.refused}.`,
    );
  }
  if (roles.permits(claims.objectId, permission, resourceId)) return undefined;
  const needed = "dataAction" in permission ? permission.dataAction : permission.action;
  const message = `The client with object id '${claims.objectId}' does not have authorization to perform action '${needed}' over scope '${resourceId}'.`;
  return Response.json({ error: { code: "Forbidden", message } }, { status: 403 });
}

function unauthorized(tenantId: string, message: string): Response {
  return Response.json(
    { error: { code: "Unauthorized", message } },
    {
      status: 401,
      headers: {
        "www-authenticate": `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", resource_id="https://search.azure.com"`,
      },
    },
  );
}
