import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { askService } from "./ask-service.ts";

it("[stream/failure-cuts] never says of a body that was broken off that it was whole", async () => {
  const server = createServer((_, response) => void response.write("half"));
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const { body } = await askService(new URL(`http://127.0.0.1:${port}/`), {
    method: "POST",
    headers: {},
    body: "{}",
    abortSignal: undefined,
  });
  const first = await body?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe("half");
  // broken off, and no error told yet
  await body?.cancel();
  await expect(body?.read()).rejects.toThrow(/broke off|aborted/);
  server.closeAllConnections();
  server.close();
});
