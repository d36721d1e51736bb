import { describe, expect, it } from "vitest";
import type { Host } from "./host.test.fixture.ts";
import { jsonOf, refusal, refusalOf } from "./read-answer.test.fixture.ts";
import { run } from "./running-host.test.fixture.ts";

/** What the handler sees of a request, besides its body. */
export function describeRequests(host: Host): void {
  describe("requests", () => {
    const runMirror = () =>
      run(host, async ({ method, url, headers }) =>
        Response.json({ method, url, headers: Object.fromEntries(headers) }),
      );

    it.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])(
      "has the method %s",
      async (method) => {
        const { send } = await runMirror();
        expect(await jsonOf(await send({ method }))).toMatchObject({ method });
      },
    );

    it.each([
      ["/", "/"],
      ["/?", "/?"],
      ["/deployments/gpt%2D4o/chat?api-version=2024-06-01&x=1&x=2", undefined],
      ["/a%2Fb/c%20d/%E6%97%85?q=%E8%B2%BB%26", undefined],
      ["//evil.example/x", undefined],
      ["/a/../b?x", "/b?x"],
      ["/a;b=c/(d)'!*~?[e]|", undefined],
    ])("has the whole target %s", async (target, seen = target) => {
      const { address, send } = await runMirror();
      expect(await jsonOf(await send({ target }))).toMatchObject({ url: `${address}${seen}` });
    });

    it("has all headers, in each of their values", async () => {
      const { send } = await runMirror();
      const { headers } = (await jsonOf(
        await send({
          headers: [
            ["X-Twice", "1"],
            ["x-twice", "2, 3"],
            ["x-ms-client-request-id", "é"],
            ["accept", "text/event-stream"],
            ["cookie", "a=1; b=2"],
          ],
        }),
      )) as { readonly headers: object };
      expect(headers).toMatchObject({
        authorization: "Bearer ada",
        "x-twice": "1, 2, 3",
        "x-ms-client-request-id": "é",
        accept: "text/event-stream",
        cookie: "a=1; b=2",
      });
    });

    it.each([
      ["origin", "https://evil.example"],
      ["origin", "null"],
      ["x-forwarded-host", "evil.example"],
      ["x-forwarded-proto", "gopher"],
      ["forwarded", "host=evil.example;proto=https"],
      ["x-original-url", "/evil"],
      ["x-rewrite-url", "/evil"],
      ["x-http-method-override", "DELETE"],
      ["referer", "https://evil.example/"],
    ])("does not let the header %s: %s move it elsewhere", async (name, value) => {
      const { address, send } = await runMirror();
      const seen = await jsonOf(await send({ target: "/x", headers: [[name, value]] }));
      expect(seen).toMatchObject({
        method: "GET",
        url: `${address}/x`,
        headers: { [name]: value },
      });
    });

    if (!("listen" in host)) return;
    const { prefix = "" } = host;

    it("is on the host that the client named", async () => {
      const { send } = await runMirror();
      const seen = await jsonOf(await send({ headers: [["host", "chat.example:8443"]] }));
      expect(seen).toMatchObject({ url: `http://chat.example:8443${prefix}/` });
    });

    it("is on that host also when the target is a whole address", async () => {
      const { address, send } = await runMirror();
      const target = `http://evil.example${prefix}/x?y`;
      expect(await jsonOf(await send({ target }))).toMatchObject({ url: `${address}/x?y` });
    });

    it.each(["good.example/path?", "user@good.example", "a b", "#", "good.example:99999"])(
      "is refused with the Host %s",
      async (value) => {
        const { send, reports } = await runMirror();
        const answer = await send({ headers: [["host", value]] });
        expect(await refusalOf(answer)).toEqual(refusal(400, "INVALID_REQUEST"));
        expect(await reports(1)).toMatchObject([{ name: "NodeHttpError" }]);
      },
    );

    it("is refused with a method that has no web form", async () => {
      const { send, reports } = await runMirror();
      expect(await refusalOf(await send({ method: "TRACE" }))).toEqual(
        refusal(400, "INVALID_REQUEST"),
      );
      expect(await reports(1)).toMatchObject([{ name: "NodeHttpError" }]);
    });
  });
}
