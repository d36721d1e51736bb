import { createHash, randomBytes } from "node:crypto";
import { setInterval } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { deferred } from "./deferred.test.fixture.ts";
import type { Sent } from "./exchange.test.fixture.ts";
import type { Host } from "./host.test.fixture.ts";
import { jsonOf, refusal, refusalOf, textOf } from "./read-answer.test.fixture.ts";
import { run } from "./running-host.test.fixture.ts";

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const allBytes = Uint8Array.from({ length: 256 }, (_, i) => i);
const multipart = [
  "--b\r\n",
  'content-disposition: form-data; name="q"\r\n\r\n旅費\r\n',
  "--b\r\n",
  'content-disposition: form-data; name="f"; filename="f.bin"\r\n\r\n\u0000\u0001\r\n',
  "--b--\r\n",
].join("");

/** What a body says, by what its headers say that it is. */
async function understand(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  const isZipped = request.headers.get("content-encoding") === "gzip";
  if (isZipped) return JSON.parse(gunzipSync(await request.arrayBuffer()).toString()) as unknown;
  if (type.includes("json")) return request.json();
  if (type.includes("form")) return Object.fromEntries(await readForm(request));
  if (type.startsWith("text/")) return request.text();
  return [...new Uint8Array(await request.arrayBuffer())];
}

async function readForm(request: Request): Promise<[string, unknown][]> {
  const form = await request.formData();
  return Promise.all(
    [...form].map(async ([name, value]) => [
      name,
      typeof value === "string" ? value : await value.text(),
    ]),
  );
}

async function* pieces(...texts: readonly (string | Uint8Array<ArrayBuffer>)[]) {
  const rest = [...texts];
  for await (const _ of setInterval(5)) {
    const text = rest.shift();
    if (text === undefined) return;
    yield typeof text === "string" ? encode(text) : text;
  }
}

/** What the handler gets of the body, parsed before or not. */
export function describeBodies(host: Host): void {
  describe("bodies", () => {
    it.each<readonly [string, string, NonNullable<Sent["body"]>, unknown]>([
      [
        "JSON",
        "application/json",
        '{"q":"旅費","n":[1,null,0.5]}',
        { q: "旅費", n: [1, null, 0.5] },
      ],
      ["JSON with a charset", "application/json; charset=utf-8", '{"q":"é"}', { q: "é" }],
      ["a JSON array", "application/json", "[[],{}]", [[], {}]],
      ["JSON of a vendor", "application/vnd.contoso+json", '{"q":1}', { q: 1 }],
      [
        "JSON in pieces",
        "application/json",
        pieces('{"q":"', encode("旅").slice(0, 2), encode("旅").slice(2), '"}'),
        { q: "旅" },
      ],
      ["text", "text/plain", "旅費\r\n", "旅費\r\n"],
      ["a form", "application/x-www-form-urlencoded", "q=%E6%97%85&r=1+2", { q: "旅", r: "1 2" }],
      [
        "a form with files",
        'multipart/form-data; boundary="b"',
        multipart,
        { q: "旅費", f: "\u0000\u0001" },
      ],
      ["bytes", "application/octet-stream", allBytes, [...allBytes]],
      ["an image", "image/png", allBytes, [...allBytes]],
      ["bytes without a type", "", allBytes, [...allBytes]],
      ["nothing", "application/octet-stream", "", []],
    ])("gets %s", async (_, type, body, understood) => {
      const { send } = await run(host, async (request) => Response.json(await understand(request)));
      const headers = type === "" ? [] : [["content-type", type] as const];
      expect(await jsonOf(await send({ method: "POST", headers, body }))).toEqual(understood);
    });

    it("gets compressed JSON, as it came or as a parser unpacked it", async () => {
      const { send } = await run(host, async (request) => Response.json(await understand(request)));
      const body = new Uint8Array(gzipSync('{"q":"旅費"}'));
      const headers = [
        ["content-type", "application/json"],
        ["content-encoding", "gzip"],
      ] as const;
      const answer = await send({ method: "POST", headers, body });
      expect(await jsonOf(answer)).toEqual({ q: "旅費" });
    });

    it.each(["PUT", "PATCH", "DELETE"])("gets the body of %s", async (method) => {
      const { send } = await run(host, async (request) => Response.json(await request.json()));
      const headers = [["content-type", "application/json"]] as const;
      expect(await jsonOf(await send({ method, headers, body: "{}" }))).toEqual({});
    });

    it("gets none with GET", async () => {
      const { send } = await run(host, async ({ body }) => Response.json(body === null));
      expect(await jsonOf(await send())).toBe(true);
    });

    it("gets every byte of a big body", async () => {
      const { send } = await run(host, async (request) => {
        const hash = createHash("sha256");
        for await (const chunk of request.body ?? []) hash.update(chunk);
        return new Response(hash.digest("hex"));
      });
      const body = randomBytes(4_000_000);
      const answer = await send({ method: "POST", body });
      expect(await textOf(answer)).toBe(createHash("sha256").update(body).digest("hex"));
    });

    it("gets big JSON", async () => {
      const { send } = await run(host, async (request) => {
        const { q } = (await request.json()) as { readonly q: string };
        return Response.json(q.length);
      });
      const headers = [["content-type", "application/json"]] as const;
      const body = JSON.stringify({ q: "旅".repeat(30_000) });
      expect(await jsonOf(await send({ method: "POST", headers, body }))).toBe(30_000);
    });

    it("gets what the client has sent while it sends the rest", async () => {
      const gotFirst = deferred();
      const { send } = await run(host, async ({ body }) => {
        const received: string[] = [];
        for await (const chunk of body ?? []) {
          received.push(new TextDecoder().decode(chunk));
          gotFirst.resolve();
        }
        return Response.json(received);
      });
      async function* slowly() {
        yield encode("first");
        await gotFirst.promise;
        yield encode("second");
      }
      const answer = await send({ method: "POST", body: slowly() });
      expect(await jsonOf(answer)).toEqual(["first", "second"]);
    });

    it("gets no more than it reads", async () => {
      const mayRead = deferred();
      const { send } = await run(host, async (request) => {
        await mayRead.promise;
        return Response.json((await request.arrayBuffer()).byteLength);
      });
      let produced = 0;
      async function* quickly() {
        for (; produced < 32; produced += 1) yield new Uint8Array(1 << 20);
      }
      const answer = send({ method: "POST", body: quickly() });
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(produced).toBeLessThan(24);
      mayRead.resolve();
      expect(await jsonOf(await answer)).toBe(32 << 20);
    });

    it("may leave it unread, and the next request is answered too", async () => {
      const { send } = await run(host, async () => new Response("done"));
      const headers = [["content-type", "text/plain"]] as const;
      const sendLarge = async () =>
        textOf(await send({ method: "POST", headers, body: "x".repeat(90_000) }));
      expect(await sendLarge()).toBe("done");
      expect(await sendLarge()).toBe("done");
    });

    it("[answer/one-shape] answers JSON that is none in the one shape", async () => {
      const { send, reports } = await run(host, async (request) => {
        try {
          return Response.json(await request.json());
        } catch {
          const error = { code: "INVALID_REQUEST", message: "The request is not valid." };
          return Response.json({ error }, { status: 400 });
        }
      });
      const headers = [["content-type", "application/json"]] as const;
      const answer = await send({ method: "POST", headers, body: '{"secret' });
      expect(await refusalOf(answer)).toEqual(refusal(400, "INVALID_REQUEST"));
      await reports(host.parsesJson ? 1 : 0);
    });

    if (!host.parsesJson) return;

    it("[answer/one-shape] answers what the parser finds too large, in the one shape", async () => {
      const { send, reports } = await run(host, async () => new Response());
      const headers = [["content-type", "application/json"]] as const;
      const body = JSON.stringify(["x".repeat(1 << 20)]);
      const answer = await send({ method: "POST", headers, body });
      expect(await refusalOf(answer)).toEqual(refusal(413, "BODY_TOO_LARGE"));
      await reports(1);
    });

    it("[answer/one-shape] answers a compressed bomb in the one shape", async () => {
      const { send, reports } = await run(host, async () => new Response());
      const headers = [
        ["content-type", "application/json"],
        ["content-encoding", "gzip"],
      ] as const;
      const body = new Uint8Array(gzipSync(JSON.stringify(["x".repeat(20 << 20)])));
      const answer = await send({ method: "POST", headers, body });
      expect(await refusalOf(answer)).toEqual(refusal(413, "BODY_TOO_LARGE"));
      await reports(1);
    });

    it("[answer/one-shape] answers an encoding that the parser does not know, in the one shape", async () => {
      const { send, reports } = await run(host, async () => new Response());
      const headers = [
        ["content-type", "application/json"],
        ["content-encoding", "zip"],
      ] as const;
      const answer = await send({ method: "POST", headers, body: "{}" });
      expect(await refusalOf(answer)).toEqual(refusal(415, "UNSUPPORTED_BODY"));
      await reports(1);
    });
  });
}
