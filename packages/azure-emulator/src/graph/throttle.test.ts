import { expect, it } from "vitest";
import { ada, createLocalGraph } from "./graph.test.fixture.ts";

const limited = () =>
  createLocalGraph({ graph: { throttling: { requests: 2, windowInMs: 10_000 } } });

it("answers as many requests as are allowed, and says when it will answer again", async () => {
  const graph = limited();
  const token = await graph.personToken(ada, "User.Read");
  const ask = async () => {
    const response = await graph.ask(token, "/me");
    return [response.status, response.headers.get("retry-after")];
  };
  expect([await ask(), await ask(), await ask()]).toEqual([
    [200, null],
    [200, null],
    [429, "10"],
  ]);
  graph.clock.advance(9000);
  expect(await ask()).toEqual([429, "1"]);
  graph.clock.advance(1000);
  expect(await ask()).toEqual([200, null]);
});

it("counts the parts of a batch, each by itself", async () => {
  const graph = limited();
  const requests = ["1", "2", "3"].map((id) => ({ id, method: "GET", url: "/me" }));
  const token = await graph.personToken(ada, "User.Read");
  const response = await graph.ask(token, "/$batch", { method: "POST", body: { requests } });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    responses: [
      { status: 200 },
      { status: 200 },
      {
        status: 429,
        headers: { "Retry-After": "10" },
        body: { error: { code: "TooManyRequests" } },
      },
    ],
  });
});
