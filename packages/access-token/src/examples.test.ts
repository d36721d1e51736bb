import { beforeAll, expect, it, vi } from "vitest";
import { ada, createTestEntra, tenantId } from "./entra.test.fixture.ts";

const entra = createTestEntra();
let examples: typeof import("./examples.ts");

beforeAll(async () => {
  vi.useFakeTimers({ now: entra.now(), toFake: ["Date"] });
  vi.stubGlobal("fetch", entra.fetch);
  examples = await import("./examples.ts");
  return () => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  };
});

function ask(authorization?: string): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  return examples.whoAmI(new Request("https://chat.contoso.com/me", { headers }));
}

it("tells who asks", async () => {
  const response = await ask(`Bearer ${entra.token()}`);
  expect(await response.json()).toEqual({ objectId: ada, groups: "absent" });
});

it.each([
  ["nobody", () => undefined, 401, "Bearer"],
  ["two tokens", () => "Bearer a, Bearer b", 400, "invalid_request"],
  ["a text", () => "Bearer opaque", 401, "invalid_token"],
  ["no scope", () => `Bearer ${entra.token({ scp: "Other" })}`, 403, 'scope="access_as_user"'],
])("[answer/challenge] refuses %s", async (_, authorization, status, challenge) => {
  const response = await ask(authorization());
  expect(response.status).toBe(status);
  expect(response.headers.get("www-authenticate")).toContain(challenge);
});

it("[answer/challenge] challenges nobody while Entra is away", async () => {
  entra.intercept = () => new Response(null, { status: 503 });
  // another version, whose keys are not known yet
  const response = await ask(`Bearer ${entra.token({ ver: "1.0" })}`);
  expect(response.status).toBe(503);
  expect(response.headers.has("www-authenticate")).toBe(false);
});

it("publishes where tokens come from", async () => {
  expect(examples.address).toBe("https://chat.contoso.com/.well-known/oauth-protected-resource");
  const response = await examples.answerMetadata(new Request(examples.address));
  expect(await response.json()).toMatchObject({
    resource: "https://chat.contoso.com",
    authorization_servers: [`https://login.microsoftonline.com/${tenantId}/v2.0`],
  });
});
