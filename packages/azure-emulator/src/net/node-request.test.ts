import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { answerNodeRequest } from "./node-request.ts";

/** What a handler is asked when a client writes that into its first line. */
async function askedFor(target: string): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const origin = "https://management.azure.com";
    void answerNodeRequest(async ({ url }) => new Response(url), origin, incoming, outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({ host: "127.0.0.1", port, path: target });
  request.end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const body = await text(response);
  server.close();
  return response.statusCode === 200 ? body : String(response.statusCode);
}

it.each([
  ["/subscriptions?a=1", "https://management.azure.com/subscriptions?a=1"],
  // as @azure/arm-resources asks for a resource by its id
  ["//subscriptions/1", "https://management.azure.com//subscriptions/1"],
  ["//graph.microsoft.com/v1.0/me", "https://management.azure.com//graph.microsoft.com/v1.0/me"],
  ["https://graph.microsoft.com/v1.0/me", "400"],
  ["*", "400"],
])(
  "[emulator/loopback-only] %s names no other host than the one that was checked",
  async (target, asked) => {
    expect(await askedFor(target)).toBe(asked);
  },
);
