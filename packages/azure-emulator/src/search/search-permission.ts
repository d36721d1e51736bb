import { carriesApiKey } from "../api-key.ts";
import type { Azure } from "../azure.ts";

/** What an operation takes to be allowed. */
export type SearchPermission =
  | { readonly dataAction: `Microsoft.Search/searchServices/${string}` }
  | { readonly action: `Microsoft.Search/searchServices/${string}` };

const audiences = ["https://search.azure.com", "https://search.azure.com/"];

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
  // the service would let a key win over a token
  if (carriesApiKey(request)) {
    return unauthenticated(directory.tenantId, "API keys are turned off");
  }
  const claims = await tokens.verify(request, audiences);
  if ("refused" in claims) {
    return unauthenticated(directory.tenantId, `the token is ${claims.refused}`);
  }
  if (roles.permits(claims.objectId, permission, resourceId)) return undefined;
  const needed = "dataAction" in permission ? permission.dataAction : permission.action;
  return bare(403, `${claims.objectId} has no role with ${needed} on ${resourceId}`);
}

function unauthenticated(tenantId: string, reason: string): Response {
  return bare(401, reason, {
    "www-authenticate": `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", resource_id="https://search.azure.com"`,
  });
}

/** The service says nothing more than the status; the reason is for who reads the emulator's answers. */
function bare(status: number, reason: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...headers, "x-azure-emulator-reason": reason } });
}
