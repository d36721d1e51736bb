import { toErrorResponse, type Principal } from "@entrim/guard";
import { expect, it } from "vitest";
import { createGateway } from "./gateway.ts";
import { findRoute } from "./gateway-route.ts";

const gateway = createGateway({
  credential: { getToken: () => Promise.resolve(null) },
  access: {
    tenants: ["00000000-0000-4000-8000-000000000001"],
    audiences: ["00000000-0000-4000-8000-000000000002"],
    scopes: ["access_as_user"],
    tokenGroups: "ignore",
  },
  search: {
    endpoint: "https://contoso.search.windows.net",
    indexes: ["documents"],
    groupField: "group_ids",
  },
  openai: { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] },
  explain: { operators: { roles: ["Operator"] } },
});

const principal: Principal = {
  tenantId: "contoso",
  objectId: "ada",
  clientId: "chat",
  kind: "user",
  scopes: [],
  roles: ["Operator"],
  groups: [],
};

/** Somebody who announces much and sends nothing. */
async function announce(path: string): Promise<Response> {
  const request = new Request(`https://chat.contoso.com${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": "999999999" },
    body: new ReadableStream(),
    duplex: "half",
  });
  const route = findRoute(gateway.routes, new URL(request.url).pathname);
  if (route?.access !== "principal") throw new Error(`${path} is for everybody`);
  return route.answer(request, { principal }).catch(toErrorResponse);
}

it.each([
  "/indexes/documents/docs/search?api-version=2024-07-01",
  "/openai/deployments/gpt-4.1/embeddings?api-version=2024-10-21",
  "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21",
  "/explain",
])("[body/announced-length] does not wait for what is announced too long at %s", async (path) => {
  const answer = await announce(path);
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ error: { code: "BODY_TOO_LARGE" } });
});
