import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import { afterEach, expect, it } from "vitest";
import { entrim, type WebGateway } from "./entrim.ts";

const gateway = {
  handles: ({ url }: { readonly url: string }) => new URL(url).pathname.startsWith("/ai/openai/"),
  fetch: async (request: Request) => new Response(`answered ${new URL(request.url).pathname}`),
};

let close = (): unknown => undefined;
afterEach(() => close());

async function start(own: WebGateway = gateway): Promise<string> {
  const app = new Koa();
  app.use(entrim(own));
  app.use((ctx) => {
    ctx.body = "the app's own";
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  close = () => server.close();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("answers what the gateway handles", async () => {
  const origin = await start();
  expect(await (await fetch(`${origin}/ai/openai/v1/models`)).text()).toBe(
    "answered /ai/openai/v1/models",
  );
});

it("leaves everything else to what comes after", async () => {
  const origin = await start();
  for (const path of ["/", "/ai/other", "/openai/v1/models", "//ai/openai/"]) {
    // oxlint-disable-next-line no-await-in-loop -- one server, one after the other
    expect(await (await fetch(`${origin}${path}`)).text()).toBe("the app's own");
  }
});

const direct = async ({ url }: { readonly url: string }) =>
  new Response(`direct ${new URL(url).pathname}`);

it("makes no web request of a POST where the gateway can do without", async () => {
  const origin = await start({
    ...gateway,
    fetch: Object.assign((request: Request) => gateway.fetch(request), { direct }),
  });
  const path = `${origin}/ai/openai/v1/models`;
  expect(await (await fetch(path, { method: "POST" })).text()).toBe("direct /ai/openai/v1/models");
  expect(await (await fetch(path)).text()).toBe("answered /ai/openai/v1/models");
});

it.each([{ handles: gateway.handles }, { fetch: gateway.fetch }, undefined])(
  "refuses what is no gateway: %o",
  (wrong) => {
    expect(() => entrim(wrong as typeof gateway)).toThrow(/createGateway/);
  },
);
