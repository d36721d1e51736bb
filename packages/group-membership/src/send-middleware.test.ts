import { expect, it } from "vitest";
import { startGraph } from "./graph.test.fixture.ts";
import { createSendMiddleware } from "./send-middleware.ts";

it("sends nothing to another origin, whoever asks", async () => {
  await using graph = await startGraph();
  const { execute } = createSendMiddleware({
    origin: "https://graph.microsoft.com",
    fetch: graph.fetch,
    abortSignal: new AbortController().signal,
  });
  const request = "https://graph.microsoft.com.evil.example/v1.0/me";
  await expect(execute({ request, options: {} })).rejects.toMatchObject({ code: "ANSWER_INVALID" });
  expect(graph.strayed).toEqual([]);
});
