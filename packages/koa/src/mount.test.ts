import { once } from "node:events";
import { request as send, type IncomingMessage } from "node:http";
import { connect, constants, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer, json, text } from "node:stream/consumers";
import type { Principal } from "@entrim/guard";
import type { DirectRequest } from "@entrim/node-http";
import Koa, { type Context, type Middleware } from "koa";
import { describe, expect, it } from "vitest";
import { errorHandler } from "./error-handler.ts";
import { finance, financeGuard, serveMiddleware } from "./koa.test.fixture.ts";
import { mount, mountPublic } from "./mount.ts";
import { requireAccess } from "./require-access.ts";

const headers = { authorization: "Bearer finance", "content-type": "application/json" };
const post = { method: "POST", headers, body: '{"q":"旅費"}' };

/** Puts the body where the parsers of Koa do. */
const parseBody =
  (parse: (ctx: Context) => unknown): Middleware =>
  async (ctx, next) => {
    Object.assign(ctx.request, { body: await parse(ctx) });
    await next();
  };

describe("mount", () => {
  it("answers on behalf of the principal", async () => {
    const { origin, errors } = await serveMiddleware(
      requireAccess(financeGuard()),
      mount(async (request, { principal }) =>
        Response.json({ asked: await request.json(), groups: principal.groups }),
      ),
    );
    const response = await fetch(`${origin}/ask`, post);
    expect(await response.json()).toEqual({ asked: { q: "旅費" }, groups: [finance] });
    expect(errors).toEqual([]);
  });

  it("asks a handler by its direct form, where it has one, on behalf of the principal", async () => {
    const handler = Object.assign(async () => new Response("web"), {
      direct: async (request: DirectRequest, { principal }: { principal: Principal }) =>
        Response.json({ url: request.url, groups: principal.groups }),
    });
    const { origin, errors } = await serveMiddleware(requireAccess(financeGuard()), mount(handler));
    const response = await fetch(`${origin}/ask`, post);
    expect(await response.json()).toEqual({ url: `${origin}/ask`, groups: [finance] });
    expect(await (await fetch(`${origin}/ask`, { headers })).text()).toBe("web");
    expect(errors).toEqual([]);
  });

  it("asks no direct form where requireAccess is missing", async () => {
    let calls = 0;
    const count = async () => {
      calls += 1;
      return new Response("secret");
    };
    const handler = Object.assign(() => count(), { direct: count });
    const { origin, errors } = await serveMiddleware(mount(handler));
    expect((await fetch(`${origin}/ask`, post)).status).toBe(500);
    expect(calls).toBe(0);
    expect(String(errors[0])).toContain("requireAccess");
  });

  it("answers nobody where requireAccess is missing", async () => {
    let calls = 0;
    const { origin, errors } = await serveMiddleware(
      errorHandler(),
      mount(async () => {
        calls += 1;
        return new Response("secret");
      }),
    );
    const response = await fetch(origin, { headers });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(calls).toBe(0);
    expect(String(errors[0])).toContain("requireAccess");
  });

  it("gives the handler the whole target, also where a router has shortened it", async () => {
    const { origin } = await serveMiddleware(
      (ctx, next) => {
        ctx.path = ctx.path.replace("/openai", "");
        return next();
      },
      mountPublic(async ({ url }) => new Response(url)),
    );
    const response = await fetch(`${origin}/openai/deployments/a?api-version=1`);
    expect(await response.text()).toBe(`${origin}/openai/deployments/a?api-version=1`);
  });

  it("does not take its own address from the client's Origin header", async () => {
    const { origin } = await serveMiddleware(mountPublic(async ({ url }) => new Response(url)));
    const response = await fetch(origin, { headers: { origin: "https://evil.example" } });
    expect(await response.text()).toBe(`${origin}/`);
  });

  it.each([
    ["JSON", ({ req }: Context) => json(req)],
    ["text", ({ req }: Context) => text(req)],
    ["bytes", ({ req }: Context) => buffer(req)],
    ["nothing, as a parser of another type does", () => ({})],
  ])("gives the handler the body that a parser made %s of", async (_, parse) => {
    const { origin } = await serveMiddleware(
      parseBody(parse),
      mountPublic(async (request) => Response.json(await request.json())),
    );
    expect(await (await fetch(origin, post)).json()).toEqual({ q: "旅費" });
  });

  it("keeps each cookie apart, those of Koa too", async () => {
    const cookies = new Headers([
      ["set-cookie", "a=1; Path=/"],
      ["set-cookie", "b=2"],
    ]);
    const { origin } = await serveMiddleware(
      (ctx, next) => {
        ctx.cookies.set("session", "0");
        return next();
      },
      mountPublic(async () => new Response("x", { headers: cookies })),
    );
    expect((await fetch(origin)).headers.getSetCookie()).toEqual([
      "session=0; path=/; httponly",
      "a=1; Path=/",
      "b=2",
    ]);
  });

  it("lets middleware before it see what was answered", async () => {
    const seen: unknown[] = [];
    const { origin, errors } = await serveMiddleware(
      async (ctx, next) => {
        await next();
        seen.push(ctx.status, ctx.response.get("x-a"));
        ctx.set("x-late", "1");
      },
      mountPublic(async () => new Response("x", { status: 418, headers: { "x-a": "1" } })),
    );
    await (await fetch(origin)).text();
    expect(seen).toEqual([418, "1"]);
    expect(errors).toEqual([]);
  });

  it("passes an error of the handler on, and answers by the one table", async () => {
    const failure = Object.assign(new Error("secret detail"), {
      name: "OnYourDataError",
      code: "UPSTREAM_FAILED",
    });
    const { origin, errors } = await serveMiddleware(
      errorHandler(),
      mountPublic(() => Promise.reject(failure)),
    );
    const response = await fetch(origin);
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain("secret");
    expect(errors).toEqual([failure]);
  });

  it("lets the app's own error handling answer what failed before the first byte", async () => {
    const { origin } = await serveMiddleware(
      async (ctx, next) => {
        await next().catch(() => (ctx.body = "the app's own"));
      },
      mountPublic(async () => {
        const response = new Response("x");
        await response.text();
        return response;
      }),
    );
    expect(await (await fetch(origin)).text()).toBe("the app's own");
  });

  it("[stream/failure-cuts] cuts an answer that fails midway, and reports it once", async () => {
    const failure = new Error("upstream broke");
    const { origin, errors } = await serveMiddleware(
      errorHandler(),
      mountPublic(async () => {
        let step = 0;
        const body = new ReadableStream({
          pull(controller) {
            if (step++ === 0) controller.enqueue(new TextEncoder().encode("half"));
            else controller.error(failure);
          },
        });
        return new Response(body);
      }),
    );
    const response = await fetch(origin);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(errors).toEqual([failure]);
  });

  it("[stream/client-leaves-cancels] tells the handler when the client leaves, which is no error", async () => {
    let begun!: (signal: AbortSignal) => void;
    const beginning = new Promise<AbortSignal>((resolve) => (begun = resolve));
    const { origin, errors } = await serveMiddleware(
      errorHandler(),
      parseBody(({ req }) => json(req)),
      mountPublic(async ({ signal }) => {
        begun(signal);
        await once(signal, "abort");
        throw signal.reason;
      }),
    );
    const client = send(origin, { method: "POST", headers });
    client.on("error", () => undefined).end("{}");
    const signal = await beginning;
    client.destroy();
    await once(signal, "abort");
    expect(errors).toEqual([]);
  });

  it("[stream/client-leaves-cancels] takes a client of HTTP/2 that leaves for no error either", async () => {
    const errors: unknown[] = [];
    let answered!: () => void;
    const answering = new Promise<void>((resolve) => (answered = resolve));
    const app = new Koa();
    app.on("error", (error) => void errors.push(error));
    app.use(errorHandler());
    app.use(
      mountPublic(async ({ signal }) => {
        stream.close(constants.NGHTTP2_CANCEL);
        await once(signal, "abort");
        setImmediate(answered);
        throw signal.reason;
      }),
    );
    const answer = app.callback();
    const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = client.request();
    stream.on("error", () => undefined);
    await answering;
    client.destroy();
    server.close();
    expect(errors).toEqual([]);
  });

  it("answers HEAD without a body", async () => {
    const { origin } = await serveMiddleware(
      mountPublic(async () => new Response("body", { headers: { etag: '"1"' } })),
    );
    const client = send(origin, { method: "HEAD" }).end();
    const [response] = (await once(client, "response")) as [IncomingMessage];
    response.resume();
    expect(response.headers["etag"]).toBe('"1"');
  });

  it("needs a handler", () => {
    expect(() => mount(undefined as never)).toThrow(TypeError);
    expect(() => mountPublic({} as never)).toThrow(TypeError);
  });
});
