import { afterAll, beforeAll, expect, it } from "vitest";
import type { Local } from "@entrim-private/local-start";
import { ask, personIn, startTestLocal, tokenFor } from "./local.test.fixture.ts";

let local: Local;
beforeAll(async () => {
  local = await startTestLocal();
});
afterAll(() => local.close());

/** The one shape of every refusal; returns its code. */
async function refusal(response: Response): Promise<string> {
  const text = await response.text();
  const body = JSON.parse(text) as { error: { code: string; message: string } };
  expect(Object.keys(body)).toEqual(["error"]);
  expect(Object.keys(body.error).toSorted()).toEqual(["code", "message"]);
  expect(text).not.toMatch(/Search Index Data Reader|Forbidden|search\.windows\.net|stack/);
  return body.error.code;
}

it("[answer/one-shape] [answer/challenge] 401 without a token, with a challenge that names no error", async () => {
  const response = await ask(local, {});
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toMatch(/^Bearer\b/);
  expect(response.headers.get("www-authenticate")).not.toContain("error=");
  await refusal(response);
});

it("[answer/one-shape] 401 for a token that is none, with the error in the challenge", async () => {
  const response = await ask(local, { token: "not.a.token" });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
  await refusal(response);
});

it("[answer/one-shape] 403 without the scope, and the challenge names the scope", async () => {
  const [app] = local.emulator.directory.apps;
  const token = await local.emulator.issueToken({
    user: personIn(local, "Finance"),
    scope: `${app?.identifierUri}/.default`,
    permissions: ["something_else"],
  });
  const response = await ask(local, { token });
  expect(response.status).toBe(403);
  expect(response.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
  await refusal(response);
});

it("[answer/upstream-403-is-502] 502 when the app's identity lost its role at AI Search", async () => {
  const { roles } = local.emulator;
  for (const { principalId } of roles.list())
    roles.revoke({ principalId, role: "Search Index Data Reader" });
  const response = await ask(local, { token: await tokenFor(local, personIn(local, "Finance")) });
  expect(response.status).toBe(502);
  await refusal(response);
});

// last: what is left of the fault would answer for whoever comes after
it("[trim/outage-is-503] 503 when Graph is down", async () => {
  local.emulator.enqueue({ service: "graph", status: 503, times: 10, body: "Graph is down" });
  const response = await ask(local, {
    token: await tokenFor(local, personIn(local, "Engineering")),
  });
  expect(response.status).toBe(503);
  expect(await refusal(response)).not.toContain("Graph");
});
