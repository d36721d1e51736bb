//#region readme
import { createAccessTokenVerifier, isAccessTokenError } from "@entrim/access-token";

const verifier = createAccessTokenVerifier({
  tenants: ["00000000-0000-4000-8000-000000000001"],
  audiences: ["00000000-0000-4000-8000-000000000003"],
  scopes: ["access_as_user"],
});

const statuses: Partial<Record<string, number>> = { invalid_request: 400, insufficient_scope: 403 };

export async function whoAmI({ headers, signal }: Request): Promise<Response> {
  try {
    const token = verifier.parse(headers.get("authorization") ?? undefined);
    const { objectId, groups } = await verifier.verify(token, { abortSignal: signal });
    return Response.json({ objectId, groups: groups.state });
  } catch (error) {
    if (!isAccessTokenError(error)) throw error;
    const challenge = verifier.challenge(error);
    // without a challenge it is an outage, and nobody's fault who asks
    if (challenge === undefined) return new Response(null, { status: 503 });
    const status = statuses[error.code] ?? 401;
    return new Response(null, { status, headers: { "www-authenticate": challenge } });
  }
}
//#endregion

//#region metadata
import { createResourceMetadataHandler, resourceMetadataAddress } from "@entrim/access-token";

const resource = "https://chat.contoso.com";

/** Goes into the verifier's `resourceMetadata`. */
export const address: string = resourceMetadataAddress(resource);

/** Answers there, whoever asks. */
export const answerMetadata: (request: Request) => Promise<Response> =
  createResourceMetadataHandler({
    resource,
    tenants: ["00000000-0000-4000-8000-000000000001"],
    scopes: ["api://00000000-0000-4000-8000-000000000003/access_as_user"],
  });
//#endregion
