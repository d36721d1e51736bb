import { once } from "node:events";
import { request as send, type IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Principal } from "@entrim/guard";
import type { DirectRequest } from "@entrim/node-http";
import express from "express";
import { describe, expect, it } from "vitest";
import { finance, financeGuard, serve } from "./express.test.fixture.ts";
import { mount, mountPublic } from "./mount.ts";
import { requireAccess } from "./require-access.ts";

const headers = { authorization: "Bearer finance", "content-type": "application/json" };
const post = { method: "POST", headers, body: '{"q":"旅費"}' };

describe("mount", () => {
  it("answers on behalf of the principal", async () => {
    const { origin, errors } = await serve((app) => {
      app.post(
        "/ask",
        requireAccess(financeGuard()),
        mount(async (request, { principal }) =>
          Response.json({ asked: await request.json(), groups: principal.groups }),
        ),
      );
    });
    const response = await fetch(`${origin}/ask`, post);
    expect(await response.json()).toEqual({ asked: { q: "旅費" }, groups: [finance] });
    expect(errors).toEqual([]);
  });

  it("asks a handler by its direct form, where it has one, on behalf of the principal", async () => {
    const handler = Object.assign(async () => new Response("web"), {
      direct: async (request: DirectRequest, { principal }: { principal: Principal }) =>
        Response.json({ url: request.url, groups: principal.groups }),
    });
    const { origin, errors } = await serve((app) => {
      app.all("/ask", requireAccess(financeGuard()), mount(handler));
    });
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
    const { origin, errors } = await serve((app) => {
      app.use(mount(handler));
    });
    expect((await fetch(`${origin}/ask`, post)).status).toBe(500);
    expect(calls).toBe(0);
    expect(String(errors[0])).toContain("requireAccess");
  });

  it("answers nobody where requireAccess is missing", async () => {
    let calls = 0;
    const { origin, errors } = await serve((app) => {
      app.use(
        mount(async () => {
          calls += 1;
          return new Response("secret");
        }),
      );
    });
    const response = await fetch(origin, { headers });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(calls).toBe(0);
    expect(String(errors[0])).toContain("requireAccess");
  });

  it("gives the handler the whole target, also within a router", async () => {
    const { origin } = await serve((app) => {
      const router = express.Router().use(mountPublic(async ({ url }) => new Response(url)));
      app.use("/openai", router);
    });
    const response = await fetch(`${origin}/openai/deployments/a?api-version=1`);
    expect(await response.text()).toBe(`${origin}/openai/deployments/a?api-version=1`);
  });

  it.each([
    ["express.json()", express.json()],
    ["express.text()", express.text({ type: "*/*" })],
    ["express.raw()", express.raw({ type: "*/*" })],
    ["a parser of another type", express.urlencoded()],
  ])("gives the handler the body after %s", async (_, parser) => {
    const { origin } = await serve((app) => {
      app.use(parser);
      app.use(mountPublic(async (request) => Response.json(await request.json())));
    });
    const response = await fetch(origin, post);
    expect(await response.json()).toEqual({ q: "旅費" });
  });

  it("passes an error of the handler on, and answers by the one table", async () => {
    const failure = Object.assign(new Error("secret detail"), {
      name: "OnYourDataError",
      code: "UPSTREAM_FAILED",
    });
    const { origin, errors } = await serve((app) => {
      app.use(mountPublic(() => Promise.reject(failure)));
    });
    const response = await fetch(origin);
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain("secret");
    expect(errors).toEqual([failure]);
  });

  it("[stream/failure-cuts] cuts an answer that fails midway, and passes the error on", async () => {
    const { origin, errors } = await serve((app) => {
      app.use(
        mountPublic(async () => {
          let step = 0;
          const body = new ReadableStream({
            pull(controller) {
              if (step++ === 0) controller.enqueue(new TextEncoder().encode("half"));
              else controller.error(new Error("upstream broke"));
            },
          });
          return new Response(body);
        }),
      );
    });
    const response = await fetch(origin);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(errors).toEqual([new Error("upstream broke")]);
  });

  it("[stream/client-leaves-cancels] tells the handler when the client leaves, which is no error", async () => {
    let begun!: (signal: AbortSignal) => void;
    const beginning = new Promise<AbortSignal>((resolve) => (begun = resolve));
    const { origin, errors } = await serve((app) => {
      app.use(express.json());
      app.use(
        mountPublic(async ({ signal }) => {
          begun(signal);
          await once(signal, "abort");
          throw signal.reason;
        }),
      );
    });
    const client = send(origin, { method: "POST", headers });
    client.on("error", () => undefined).end("{}");
    const signal = await beginning;
    client.destroy();
    await once(signal, "abort");
    await setTimeout(50);
    expect(errors).toEqual([]);
  });

  it("answers HEAD without a body", async () => {
    const { origin } = await serve((app) => {
      app.use(mountPublic(async () => new Response("body", { headers: { etag: '"1"' } })));
    });
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
