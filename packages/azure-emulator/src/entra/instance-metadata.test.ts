import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { chatIdentity, contoso } from "../contoso.test.fixture.ts";
import { createDirectory } from "./directory.ts";
import { createInstanceMetadata, instanceMetadataPath } from "./instance-metadata.ts";
import { createTokenAuthority } from "./tokens.ts";

const nowInSeconds = 1_800_000_000;

function ask(parameters: Record<string, string>, init: RequestInit = {}): Promise<Response> {
  const directory = createDirectory(contoso);
  const clock = createClock(() => nowInSeconds * 1000);
  const tokens = createTokenAuthority({ clock, directory });
  const query = new URLSearchParams({ "api-version": "2018-02-01", resource, ...parameters });
  return createInstanceMetadata({ seed: contoso, clock, directory, tokens }).fetch(
    new Request(`http://127.0.0.1:4600/metadata/identity/oauth2/token/?${query.toString()}`, {
      headers: { metadata: "true" },
      ...init,
    }),
  );
}

const resource = "https://search.azure.com/";
const { clientId, principalId, name } = chatIdentity;
const resourceId = `/subscriptions/${contoso.subscriptionId}/resourceGroups/local/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

describe("the instance metadata service", () => {
  it.each([
    { client_id: clientId },
    { object_id: principalId },
    { msi_res_id: resourceId },
    { mi_res_id: resourceId },
  ])("gives a token to the identity that is named by %o, with times as texts", async (named) => {
    const answer = (await (await ask(named)).json()) as Record<string, string>;
    expect(answer).toEqual({
      access_token: expect.any(String),
      client_id: clientId,
      expires_in: "86400",
      expires_on: String(nowInSeconds + 86_400),
      ext_expires_in: "86400",
      not_before: String(nowInSeconds),
      resource,
      token_type: "Bearer",
    });
    expect(decodeJwt(answer["access_token"]!)).toMatchObject({ aud: resource, oid: principalId });
  });

  it.each([
    ["without its header", {}],
    ["with another value of it", { metadata: "false" }],
    ["to a request that was passed on", { metadata: "true", "x-forwarded-for": "10.0.0.1" }],
  ])("gives nothing %s", async (_what, headers: Record<string, string>) => {
    const response = await ask({ client_id: clientId }, { headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: "invalid_request",
      error_description: "Required metadata header not specified",
    });
  });

  it.each([
    ["an identity that is unknown", { client_id: principalId }, "invalid_request"],
    ["the system's own where there is none", {}, "invalid_request"],
    ["another version", { client_id: clientId, "api-version": "2017-09-01" }, "invalid_request"],
    ["no API", { client_id: clientId, resource: "" }, "invalid_request"],
    [
      "an API that is unknown",
      { client_id: clientId, resource: "https://a.example" },
      "invalid_resource",
    ],
  ])("gives nothing for %s", async (_what, parameters, error) => {
    const response = await ask(parameters);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  });

  it("is read only", async () => {
    const init = { method: "POST", headers: { metadata: "true" } };
    expect((await ask({ client_id: clientId }, init)).status).toBe(405);
  });

  it("is found with a slash behind it and without", () => {
    expect("/metadata/identity/oauth2/token/").toMatch(instanceMetadataPath);
    expect("/metadata/identity/oauth2/token").toMatch(instanceMetadataPath);
    expect("/metadata/identity/oauth2/token/x").not.toMatch(instanceMetadataPath);
  });
});
