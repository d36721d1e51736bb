import { request as send, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import type { Guard } from "@entrim/guard";
import type { Request } from "express";
import { describe, expect, it } from "vitest";
import { finance, financeGuard, serve } from "./express.test.fixture.ts";
import { getPrincipal, requireAccess } from "./require-access.ts";

const bearer = { headers: { authorization: "Bearer finance" } };

function serveGuarded(authorization?: (request: Request) => string | undefined) {
  return serve((app) => {
    app.use(requireAccess(financeGuard(), authorization ? { authorization } : {}));
    app.get("/", (request, response) => void response.json(getPrincipal(request)));
  });
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
    expect(response.statusCode).toBe(400);
    expect(response.headers["www-authenticate"]).toContain("invalid_request");
    expect(await text(response)).toContain("invalid_request");
  });

  it("runs nothing of what follows for whom it refuses", async () => {
    let calls = 0;
    const { origin } = await serve((app) => {
      app.use(requireAccess(financeGuard()));
      app.use((_request, _response, next) => {
        calls += 1;
        next();
      });
    });
    await fetch(origin);
    expect(calls).toBe(0);
    await fetch(origin, bearer);
    expect(calls).toBe(1);
  });

  it("stops the guard when the client leaves, which is no error", async () => {
    let begun!: (signal: AbortSignal) => void;
    const beginning = new Promise<AbortSignal>((resolve) => (begun = resolve));
    const guard: Guard = {
      async authorize(_, { abortSignal = AbortSignal.abort() } = {}) {
        begun(abortSignal);
        await once(abortSignal, "abort");
        throw abortSignal.reason;
      },
    };
    let calls = 0;
    const { origin, errors } = await serve((app) => {
      app.use(requireAccess(guard), () => {
        calls += 1;
      });
    });
    const client = send(origin).end();
    client.on("error", () => undefined);
    const signal = await beginning;
    expect(signal.aborted).toBe(false);
    client.destroy();
    await once(signal, "abort");
    await setTimeout(50);
    expect(calls).toBe(0);
    expect(errors).toEqual([]);
  });

  it("takes the authorization that the app's session supplies, and then no header", async () => {
    const { origin } = await serveGuarded((request) =>
      request.headers.cookie === "session=1" ? "Bearer finance" : undefined,
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

  it.each([undefined, "route", "router"])(
    "lets nobody in when the session rejects with %s, which Express takes for a sign to go on",
    async (reason) => {
      const authorization = () => Promise.reject(reason);
      const { origin, errors } = await serve((app) => {
        app.get("/", requireAccess(financeGuard(), { authorization }));
        app.get("/", (_, response) => void response.send("secret"));
      });
      const response = await fetch(origin, bearer);
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain("secret");
      expect(errors).toMatchObject([{ cause: reason }]);
    },
  );

  it("needs a guard", () => {
    expect(() => requireAccess(undefined as never)).toThrow(/createGuard/);
  });
});

describe("getPrincipal", () => {
  it("[inbound/identity-headers-stay] believes nothing that is on the request", async () => {
    const { origin } = await serve((app) => {
      app.use((request, _, next) => {
        Object.assign(request, { principal: { groups: [finance] }, auth: {}, user: {} });
        next();
      });
      app.get("/", (request, response) => void response.json(getPrincipal(request)));
    });
    expect((await fetch(origin, bearer)).status).toBe(500);
  });
});
