import { once } from "node:events";
import { request as send } from "node:http";
import type { Middleware } from "koa";
import { describe, expect, it } from "vitest";
import { errorHandler } from "./error-handler.ts";
import { serveMiddleware } from "./koa.test.fixture.ts";
import { mountPublic } from "./mount.ts";

async function refusalOf(response: Response): Promise<unknown> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return [response.status, error.code];
}

function throwing(error: unknown): Middleware {
  return async () => {
    throw error;
  };
}

describe("errorHandler", () => {
  it.each([
    ["broken JSON", Object.assign(new SyntaxError("secret"), { status: 400, body: "secret" }), 400],
    ["a large body", Object.assign(new Error("secret"), { status: 413, expose: true }), 413],
    [
      "an encoding",
      Object.assign(new Error("Unsupported Content-Encoding: x"), { status: 415 }),
      415,
    ],
  ])("[answer/one-shape] answers what a body parser refuses: %s", async (_, error, status) => {
    const { origin, errors } = await serveMiddleware(errorHandler(), throwing(error));
    const response = await fetch(origin);
    expect(response.status).toBe(status);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.text()).not.toContain("secret");
    expect(errors).toEqual([error]);
  });

  it("[answer/upstream-403-is-502] never takes over the status of somebody else's error", async () => {
    const upstream = Object.assign(new Error("denied"), { name: "RestError", status: 403 });
    const stranger = Object.assign(new Error("denied"), { status: 403, expose: true });
    const first = await serveMiddleware(errorHandler(), throwing(upstream));
    expect(await refusalOf(await fetch(first.origin))).toEqual([502, "UPSTREAM_FAILED"]);
    const second = await serveMiddleware(errorHandler(), throwing(stranger));
    expect(await refusalOf(await fetch(second.origin))).toEqual([500, "INTERNAL_ERROR"]);
  });

  it("leaves an error of another part of the app to that part", async () => {
    const { origin, errors } = await serveMiddleware(
      async (ctx, next) => {
        await next().catch(() => (ctx.body = "the app's own"));
      },
      (ctx, next) => (ctx.path === "/ours" ? errorHandler()(ctx, next) : next()),
      throwing(new Error("broken")),
    );
    expect(await (await fetch(origin)).text()).toBe("the app's own");
    expect((await fetch(`${origin}/ours`)).status).toBe(500);
    expect(errors).toEqual([new Error("broken")]);
  });

  it("answers also when something is thrown that is no error", async () => {
    const { origin, errors } = await serveMiddleware(errorHandler(), throwing(undefined));
    expect((await fetch(origin)).status).toBe(500);
    expect(errors).toHaveLength(1);
  });

  it("keeps what middleware before it has set", async () => {
    const { origin } = await serveMiddleware(
      (ctx, next) => {
        ctx.set("access-control-allow-origin", "https://chat.example");
        return next();
      },
      errorHandler(),
      mountPublic(() => Promise.reject(new Error("broken"))),
    );
    const { headers } = await fetch(origin);
    expect(headers.get("access-control-allow-origin")).toBe("https://chat.example");
  });

  it("cuts an answer that has begun, and leaves the report to Koa", async () => {
    const failure = new Error("midway");
    const { origin, errors } = await serveMiddleware(errorHandler(), (ctx) => {
      ctx.res.write("half");
      throw failure;
    });
    const answer = fetch(origin).then((response) => response.text());
    await expect(answer).rejects.toThrow("terminated");
    expect(errors).toEqual([failure]);
  });

  it("[stream/client-leaves-cancels] takes a connection that the client resets for no error", async () => {
    let closed!: () => void;
    const closing = new Promise<void>((resolve) => (closed = resolve));
    const { origin, errors } = await serveMiddleware(
      async (ctx, next) => {
        ctx.req.socket.once("close", closed);
        await next();
      },
      errorHandler(),
      mountPublic(async () => new Response(new Uint8Array(50_000_000))),
    );
    const client = send(origin).end();
    await once(client, "response");
    client.destroy(); // with bytes that it has not read
    await closing;
    expect(errors).toEqual([]);
  });

  it("lets an answer arrive that was whole before something failed", async () => {
    const failure = new Error("the log is full");
    const { origin, errors } = await serveMiddleware(errorHandler(), (ctx) => {
      ctx.res.end("whole");
      throw failure;
    });
    expect(await (await fetch(origin)).text()).toBe("whole");
    expect(errors).toEqual([failure]);
  });
});
