import { once } from "node:events";
import { request as send, type IncomingMessage } from "node:http";
import { createServer, connect } from "node:http2";
import type { AddressInfo } from "node:net";
import type { Guard } from "@entrim/guard";
import Koa, { type Context } from "koa";
import { describe, expect, it } from "vitest";
import { errorHandler } from "./error-handler.ts";
import { finance, financeGuard, serveMiddleware } from "./koa.test.fixture.ts";
import { getPrincipal, requireAccess } from "./require-access.ts";

const bearer = { headers: { authorization: "Bearer finance" } };

const answerWithPrincipal = (ctx: Context): void => {
  ctx.body = getPrincipal(ctx);
};

function serveGuarded(authorization?: (ctx: Context) => string | undefined) {
  const access = requireAccess(financeGuard(), authorization ? { authorization } : {});
  return serveMiddleware(errorHandler(), access, answerWithPrincipal);
}

describe("requireAccess", () => {
  it("lets in whom the guard admits", async () => {
    const { origin, errors } = await serveGuarded();
    const response = await fetch(origin, bearer);
    expect(await response.json()).toMatchObject({ objectId: "ada", groups: [finance] });
    expect(errors).toEqual([]);
  });

  it("[answer/challenge] answers a refusal with its status and challenge", async () => {
    const { origin } = await serveGuarded();
    const response = await fetch(origin);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      error: { code: "missing_credentials", message: expect.any(String) as string },
    });
  });

  it("refuses with status and challenge even where no errorHandler is", async () => {
    const { origin } = await serveMiddleware(requireAccess(financeGuard()), answerWithPrincipal);
    const response = await fetch(origin);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
  });

  it("[token/header-only] looks at one Authorization header and at nothing else", async () => {
    const { origin } = await serveGuarded();
    const elsewhere = await fetch(`${origin}/?access_token=finance`, {
      headers: {
        cookie: "authorization=Bearer finance",
        "x-ms-token-aad-access-token": "finance",
        "x-ms-client-principal-id": "ada",
      },
    });
    expect(elsewhere.status).toBe(401);
    const twice = send(origin, {
      headers: ["host", "x", "authorization", "Bearer finance", "authorization", "Bearer other"],
    }).end();
    const [response] = (await once(twice, "response")) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(400);
  });

  it("lets in over HTTP/2 too", async () => {
    const app = new Koa();
    app.use(errorHandler()).use(requireAccess(financeGuard())).use(answerWithPrincipal);
    const answer = app.callback();
    const server = createServer((incoming, outgoing) => void answer(incoming, outgoing)).listen(
      0,
      "127.0.0.1",
    );
    await once(server, "listening");
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const statusOf = async (headers: Record<string, string>): Promise<unknown> => {
      const stream = client.request(headers).resume().end();
      const [head] = (await once(stream, "response")) as [Record<string, unknown>];
      return head[":status"];
    };
    expect(await statusOf(bearer.headers)).toBe(200);
    expect(await statusOf({})).toBe(401);
    client.close();
    server.close();
  });

  it("takes the authorization that the app's session supplies, and then no header", async () => {
    const { origin } = await serveGuarded((ctx) =>
      ctx.cookies.get("session") === "1" ? "Bearer finance" : undefined,
    );
    expect((await fetch(origin, { headers: { cookie: "session=1" } })).status).toBe(200);
    expect((await fetch(origin, bearer)).status).toBe(401);
  });

  it("passes on what the session throws", async () => {
    const { origin, errors } = await serveGuarded(() => {
      throw new Error("the session store is down");
    });
    expect((await fetch(origin, bearer)).status).toBe(500);
    expect(errors).toEqual([new Error("the session store is down")]);
  });

  it("lets nobody in when the session rejects with nothing, and answers", async () => {
    const access = requireAccess(financeGuard(), {
      authorization: () => Promise.reject(undefined),
    });
    const { origin } = await serveMiddleware(access, (ctx) => void (ctx.body = "secret"));
    const response = await fetch(origin, bearer);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
  });

  it("[stream/client-leaves-cancels] lets nobody in who leaves while the guard decides, without a word", async () => {
    let begun!: () => void;
    const beginning = new Promise<void>((resolve) => (begun = resolve));
    let decided!: () => void;
    const decision = new Promise<void>((resolve) => (decided = resolve));
    const guard: Guard = {
      async authorize(_, { abortSignal } = {}) {
        begun();
        await once(abortSignal as AbortSignal, "abort");
        setImmediate(decided);
        throw abortSignal?.reason;
      },
    };
    let calls = 0;
    const { origin, errors } = await serveMiddleware(requireAccess(guard), () => {
      calls += 1;
    });
    const client = send(origin).on("error", () => undefined);
    client.end();
    await beginning;
    client.destroy();
    await decision;
    expect(calls).toBe(0);
    expect(errors).toEqual([]);
  });

  it("needs a guard", () => {
    expect(() => requireAccess(undefined as never)).toThrow(/createGuard/);
  });
});

describe("getPrincipal", () => {
  it("[inbound/identity-headers-stay] believes nothing that is on the context", async () => {
    const { origin } = await serveMiddleware(
      errorHandler(),
      (ctx, next) => {
        const claimed = { principal: { groups: [finance] }, auth: {}, user: {} };
        for (const place of [ctx, ctx.state, ctx.req, ctx.request]) Object.assign(place, claimed);
        return next();
      },
      answerWithPrincipal,
    );
    expect((await fetch(origin, bearer)).status).toBe(500);
  });
});
