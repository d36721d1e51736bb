import { expect, it } from "vitest";
import { createApp } from "./examples.ts";
import { financeGuard, serve } from "./koa.test.fixture.ts";

it("answers whom the guard admits, among routes of its own", async () => {
  const { origin } = await serve(
    createApp(financeGuard(), async (request) => new Response(new URL(request.url).pathname)),
  );
  const headers = { authorization: "Bearer finance" };
  expect(await (await fetch(`${origin}/healthz`)).text()).toBe("ok");
  expect((await fetch(`${origin}/openai/x`)).status).toBe(401);
  expect(await (await fetch(`${origin}/openai/x`, { headers })).text()).toBe("/openai/x");
  expect(await (await fetch(`${origin}/me`, { headers })).json()).toEqual({ groupCount: 1 });
});
