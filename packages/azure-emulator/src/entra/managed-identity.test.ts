import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { chatIdentity, contoso, otherIdentity } from "../contoso.test.fixture.ts";
import type { Seed } from "../seed.ts";
import { createDirectory } from "./directory.ts";
import { createManagedIdentityEndpoint } from "./managed-identity.ts";
import { createTokenAuthority } from "./tokens.ts";

const identityHeader = "the-header";

function ask(
  parameters: Record<string, string>,
  { header = identityHeader, seed = contoso }: { header?: string; seed?: Seed } = {},
): Promise<Response> {
  const directory = createDirectory(seed);
  const tokens = createTokenAuthority({ clock: createClock(() => 1_800_000_000_500), directory });
  const query = new URLSearchParams({ "api-version": "2019-08-01", ...parameters });
  return createManagedIdentityEndpoint({ seed, directory, tokens, identityHeader }).fetch(
    new Request(`http://127.0.0.1:4600/msi/token?${query.toString()}`, {
      headers: { "x-identity-header": header },
    }),
  );
}

const resource = "https://search.azure.com";
const { clientId, principalId } = chatIdentity;
const resourceId = `/subscriptions/${contoso.subscriptionId}/resourcegroups/local/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${chatIdentity.name}`;

describe("the managed-identity endpoint", () => {
  it.each([
    { client_id: clientId },
    { principal_id: principalId },
    { object_id: principalId },
    { mi_res_id: resourceId.toUpperCase() },
  ])("gives a token to the identity that is named by %o", async (name) => {
    const answer = (await (await ask({ resource, ...name })).json()) as Record<string, string>;
    expect(answer).toMatchObject({
      expires_on: String(1_800_000_000 + 24 * 60 * 60),
      resource,
      token_type: "Bearer",
      client_id: clientId,
    });
    expect(decodeJwt(answer["access_token"]!)).toMatchObject({ aud: resource, oid: principalId });
  });

  it("gives nothing without its header", async () => {
    expect((await ask({ resource, client_id: clientId }, { header: "guess" })).status).toBe(401);
  });

  it("gives nothing to an identity that is unknown", async () => {
    expect((await ask({ resource, client_id: principalId })).status).toBe(400);
  });

  it("gives nothing for an API that is unknown, or by another version of itself", async () => {
    expect((await ask({ resource: "https://a.example", client_id: clientId })).status).toBe(400);
    expect((await ask({ resource, client_id: clientId, "api-version": "2017-09-01" })).status).toBe(
      400,
    );
  });

  it("takes the system-assigned identity where none is named, and never another", async () => {
    expect((await ask({ resource })).status).toBe(400);
    const identities = [{ ...chatIdentity, kind: "SystemAssigned" as const }];
    const options = { seed: { ...contoso, identities } };
    expect((await ask({ resource }, options)).status).toBe(200);
    // a system-assigned identity has no resource id
    expect((await ask({ resource, mi_res_id: resourceId }, options)).status).toBe(400);
  });

  it("takes no identity whose names disagree", async () => {
    const { clientId: other } = otherIdentity;
    expect((await ask({ resource, client_id: other, mi_res_id: resourceId })).status).toBe(400);
  });
});
