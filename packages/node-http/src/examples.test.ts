import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { serve } from "./examples.ts";

it("serves a handler of web requests", async () => {
  const server = serve(async (request) => new Response(await request.text())).listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://localhost:${port}/`, { method: "POST", body: "hello" });
  expect(await response.text()).toBe("hello");
  server.close();
  server.closeAllConnections();
});
