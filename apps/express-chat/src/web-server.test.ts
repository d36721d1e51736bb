import { expect, it } from "vitest";
import { serve } from "./web-server.ts";

it("answers what is under way before it closes, and nothing after", async () => {
  let answer: (() => void) | undefined;
  const server = await serve(
    (_, response) => {
      answer = () => response.end("whole");
    },
    { host: "127.0.0.1", port: 0 },
  );
  const origin = `http://127.0.0.1:${server.port}`;
  const underWay = fetch(origin);
  await expect.poll(() => answer).toBeDefined();
  const closed = server.close();
  answer?.();
  expect(await (await underWay).text()).toBe("whole");
  await closed;
  await expect(fetch(origin)).rejects.toThrow("fetch failed");
});

it("takes the header of a token that lists 200 groups", async () => {
  const server = await serve((_, response) => response.end(), { host: "127.0.0.1", port: 0 });
  const { status } = await fetch(`http://127.0.0.1:${server.port}`, {
    headers: { authorization: `Bearer ${"x".repeat(20_000)}` },
  });
  expect(status).toBe(200);
  await server.close();
});

it("says that its port is taken", async () => {
  const server = await serve((_, response) => response.end(), { host: "127.0.0.1", port: 0 });
  const second = serve((_, response) => response.end(), { host: "127.0.0.1", port: server.port });
  await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
  await server.close();
});
