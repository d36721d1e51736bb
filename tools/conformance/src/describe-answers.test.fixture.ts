import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { Host } from "./host.test.fixture.ts";
import { textOf } from "./read-answer.test.fixture.ts";
import { run } from "./running-host.test.fixture.ts";

/** What the client gets of an answer. */
export function describeAnswers(host: Host): void {
  describe("answers", () => {
    it.each([200, 201, 202, 207, 400, 401, 403, 404, 409, 418, 422, 429, 499, 500, 502, 503])(
      "have the status %i",
      async (status) => {
        const { send } = await run(host, async () => new Response("旅費", { status }));
        const answer = await send();
        expect(answer.status).toBe(status);
        expect(await textOf(answer)).toBe("旅費");
      },
    );

    it.each([204, 205, 304])("have no body with the status %i", async (status) => {
      const headers = { etag: '"1"' };
      const { send } = await run(host, async () => new Response(null, { status, headers }));
      const answer = await send();
      expect([answer.status, answer.headers.get("etag")]).toEqual([status, '"1"']);
      expect(await textOf(answer)).toBe("");
    });

    it("have the reason that the handler gives", async () => {
      const { send } = await run(host, async () => new Response("", { statusText: "As You Like" }));
      expect((await send()).statusText).toBe("As You Like");
    });

    it("may have an empty body", async () => {
      const { send } = await run(host, async () => new Response(""));
      const answer = await send();
      expect(answer.status).toBe(200);
      expect(await textOf(answer)).toBe("");
    });

    it("send to another place, which the client may choose to go to", async () => {
      const { send } = await run(host, async () =>
        Response.redirect("https://docs.example/a?b#c", 307),
      );
      const { status, headers } = await send();
      expect([status, headers.get("location")]).toEqual([307, "https://docs.example/a?b#c"]);
    });

    it("keep cookies apart", async () => {
      const cookies = [
        "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/",
        "b=2; HttpOnly; SameSite=Lax",
      ];
      const { send } = await run(host, async () => {
        const headers = new Headers();
        for (const cookie of cookies) headers.append("set-cookie", cookie);
        return new Response("x", { headers });
      });
      expect((await send()).headers.getSetCookie()).toEqual(cookies);
    });

    it.each([
      ["content-type", "text/event-stream"],
      ["content-type", 'application/json; odata.metadata="minimal"'],
      ["cache-control", "no-store, private"],
      ["etag", 'W/"t"'],
      ["www-authenticate", 'Bearer realm="a, b", error="invalid_token"'],
      ["retry-after", "7"],
      ["x-ms-region", "é"],
      ["x-empty", ""],
      ["location", "../x"],
      ["content-security-policy", "default-src 'none'; frame-ancestors 'none'"],
      ["link", '<https://a.example>; rel="next", <https://b.example>; rel="prev"'],
    ])("have the header %s: %s as it is", async (name, value) => {
      const { send } = await run(host, async () => {
        return new Response(new Uint8Array(1), { headers: { [name]: value } });
      });
      expect((await send()).headers.get(name)).toBe(value);
    });

    it("get no type and no tag that the handler does not give", async () => {
      const { send } = await run(host, async () => new Response(new Uint8Array(1)));
      const { headers } = await send();
      expect([headers.get("content-type"), headers.get("etag")]).toEqual([null, null]);
    });

    it("have every byte of a big body", async () => {
      const body = randomBytes(4_000_000);
      const headers = { "content-length": String(body.length) };
      const { send } = await run(host, async () => new Response(body, { headers }));
      const received = await buffer((await send()).body as never);
      expect(received.equals(body)).toBe(true);
    });

    it("may come late", async () => {
      const { send } = await run(host, async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return new Response("late");
      });
      expect(await textOf(await send())).toBe("late");
    });

    if (!("listen" in host)) return;

    it("have no body for HEAD, but all that describes it", async () => {
      const headers = { etag: '"1"', "content-length": "4", "content-type": "text/plain" };
      const { send } = await run(host, async () => new Response("body", { headers }));
      const answer = await send({ method: "HEAD" });
      expect(Object.fromEntries(answer.headers)).toMatchObject(headers);
      expect(await textOf(answer)).toBe("");
    });

    it("have no header that concerns another connection", async () => {
      const headers = { "keep-alive": "timeout=99", upgrade: "h2c", te: "x", trailer: "x" };
      const { send } = await run(host, async () => new Response("x", { headers }));
      const answer = await send();
      expect(await textOf(answer)).toBe("x");
      for (const name of ["upgrade", "te", "trailer"]) expect(answer.headers.has(name)).toBe(false);
      expect(answer.headers.get("keep-alive")).not.toBe("timeout=99");
    });
  });
}
