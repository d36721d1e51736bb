import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { findFreePort } from "./free-port.ts";

it("passes over a port that is taken", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await findFreePort(port)).toBeGreaterThan(port);
  await expect(findFreePort(port, port)).rejects.toThrow("no port is free");
  server.close();
});

it("finds any port", async () => {
  expect(await findFreePort(0)).toBeGreaterThan(0);
});
