import { once } from "node:events";
import { Agent, request as send, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import {
  answerRequest,
  onBehalfOf,
  type DirectAnswer,
  type DirectRequest,
  type WebHandler,
  type WebRequestOptions,
} from "./index.ts";
import { deferred, serve } from "./server.test.fixture.ts";

/** Answers by what it is given, and by the web form in a way that can be told apart. */
function handlerOf(direct: NonNullable<WebHandler["direct"]>): WebHandler {
  return Object.assign(async () => new Response("web form"), { direct });
}

/** A server with one handler, and what became of its first request. */
async function serveHandler(handler: WebHandler, options: WebRequestOptions = {}) {
  const { promise: answered, resolve, reject } = deferred();
  answered.catch(() => undefined);
  const origin = await serve((incoming, outgoing) => {
    void answerRequest(incoming, outgoing, handler, options)
      .then(resolve, reject)
      .then(() => outgoing.end());
  });
  return { origin, answered };
}

/** An answer of some pieces; the last may be a failure. */
function answerOf(...pieces: readonly (string | Error)[]) {
  const left = [...pieces];
  const cancelled = deferred();
  const answer: DirectAnswer = {
    status: 203,
    headers: [
      ["content-type", "text/plain"],
      ["transfer-encoding", "gzip"],
    ],
    body: {
      async read() {
        const piece = left.shift();
        if (piece instanceof Error) throw piece;
        if (piece === undefined) return { done: true, value: undefined };
        return { done: false, value: new TextEncoder().encode(piece) };
      },
      cancel: async () => cancelled.resolve(),
    },
  };
  return { answer, cancelled: cancelled.promise };
}

async function textOf({ body }: Pick<DirectRequest, "body">): Promise<string> {
  return body ? text(body) : "";
}

async function post(
  url: string,
  headers: OutgoingHttpHeaders = {},
  agent?: Agent,
): Promise<IncomingMessage> {
  const client = send(url, { method: "POST", headers, ...(agent && { agent }) }).end(
    Buffer.from("旅費"),
  );
  const [response] = (await once(client, "response")) as [IncomingMessage];
  return response;
}

describe("a handler that does without web objects", () => {
  it("is given what a web request would say, and its answer is sent as it comes", async () => {
    let asked: DirectRequest | undefined;
    let body = "";
    const { origin } = await serveHandler(
      handlerOf(async (request) => {
        asked = request;
        body = await textOf(request);
        return answerOf("one ", "two").answer;
      }),
    );
    const response = await post(`${origin}/a%20b?c=d`, { "x-a": ["1", "2"], "X-B": "é" });
    expect(asked).toMatchObject({ method: "POST", url: `${origin}/a%20b?c=d` });
    const { headers } = asked as DirectRequest;
    expect(["x-a", "x-b", "x-c"].map((name) => headers.get(name))).toEqual(["1, 2", "é", null]);
    expect(["x-a", "x-c", "constructor"].map((name) => headers.has(name))).toEqual([
      true,
      false,
      false,
    ]);
    expect(body).toBe("旅費");
    expect(response).toMatchObject({ statusCode: 203, headers: { "content-type": "text/plain" } });
    expect(response.headers["transfer-encoding"]).toBe("chunked");
    expect(await text(response)).toBe("one two");
  });

  it("may answer with a web response", async () => {
    const { origin } = await serveHandler(handlerOf(async () => Response.json({ a: 1 })));
    expect(await text(await post(origin))).toBe('{"a":1}');
  });

  it("is asked by its web form for anything but a POST", async () => {
    const { origin } = await serveHandler(handlerOf(async () => answerOf("direct").answer));
    expect(await (await fetch(origin)).text()).toBe("web form");
    expect(await (await fetch(origin, { method: "PUT", body: "a" })).text()).toBe("web form");
  });

  it("is asked by its web form after a body parser", async () => {
    const handler = handlerOf(async () => answerOf("direct").answer);
    const origin = await serve((incoming, outgoing) => {
      void text(incoming).then((body) => answerRequest(incoming, outgoing, handler, { body }));
    });
    expect(await text(await post(origin))).toBe("web form");
  });

  it.each(["evil.example/path", "user@evil.example", "a b"])(
    "is not asked by somebody whose Host is %s",
    async (host) => {
      const { origin, answered } = await serveHandler(
        handlerOf(async () => answerOf("direct").answer),
      );
      await post(origin, { host });
      await expect(answered).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    },
  );

  it("is told of another Host on the same connection", async () => {
    const { origin } = await serveHandler(handlerOf(async ({ url }) => answerOf(url).answer));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const urls: string[] = [];
    for (const host of ["one.example", "two.example", "two.example"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      urls.push(await text(await post(origin, { host }, agent)));
    }
    expect(urls).toEqual(["http://one.example/", "http://two.example/", "http://two.example/"]);
    agent.destroy();
  });

  it("need not read the body: the connection goes on", async () => {
    const { origin } = await serveHandler(
      handlerOf(async ({ body }) => {
        // begins, and leaves
        for await (const _ of body ?? []) break;
        return answerOf("done").answer;
      }),
    );
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const big = "x".repeat(3_000_000);
    for (let time = 0; time < 2; time += 1) {
      const client = send(origin, { method: "POST", agent }).end(big);
      // oxlint-disable-next-line no-await-in-loop
      const [response] = (await once(client, "response")) as [IncomingMessage];
      // oxlint-disable-next-line no-await-in-loop
      expect(await text(response)).toBe("done");
    }
    agent.destroy();
  });

  it("[stream/failure-cuts] has a body that fails cut, after what was said", async () => {
    const { origin, answered } = await serveHandler(
      handlerOf(async () => answerOf("event: error\n\n", new Error("upstream broke")).answer),
    );
    const response = await post(origin);
    let said = "";
    await expect(
      (async () => {
        for await (const piece of response.setEncoding("utf8")) said += piece;
      })(),
    ).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(said).toBe("event: error\n\n");
    await expect(answered).rejects.toThrow("upstream broke");
  });

  it("[stream/client-leaves-cancels] has the body cancelled when the client leaves", async () => {
    const { answer, cancelled } = answerOf("one");
    const { promise: never } = deferred<never>();
    let first = true;
    const read: DirectAnswer["body"]["read"] = () => {
      if (!first) return never;
      first = false;
      return answer.body.read();
    };
    const { origin } = await serveHandler(
      handlerOf(async () => ({ ...answer, body: { ...answer.body, read } })),
    );
    const response = await post(origin);
    response.on("error", () => undefined);
    await once(response, "data");
    response.destroy();
    await expect(cancelled).resolves.toBeUndefined();
  });

  it("[stream/client-leaves-cancels] fails within a body that breaks off", async () => {
    const { promise: failed, resolve } = deferred<unknown>();
    const { origin } = await serveHandler(
      handlerOf(async ({ body }) => {
        await textOf({ body }).catch(resolve);
        return answerOf("whole").answer;
      }),
    );
    const client = send(origin, { method: "POST", headers: { "content-length": 100 } });
    client.on("error", () => undefined);
    client.write("half");
    setTimeout(() => client.destroy(), 50);
    expect(await failed).toBeInstanceOf(Error);
  });
});

/** Reads the same of both forms of one request. */
async function bothForms(path: string, headers: readonly string[], options?: WebRequestOptions) {
  const { promise, resolve } = deferred<readonly [direct: unknown, web: unknown]>();
  const read = ({ url, headers: own }: Pick<DirectRequest, "url" | "headers">) => ({
    url: new URL(url).href,
    headers: headers.filter((_, at) => at % 2 === 0).map((name) => own.get(name.toLowerCase())),
  });
  const { origin } = await serveHandler(
    handlerOf(async (request) => {
      resolve([read(request), read(request.toRequest())]);
      return answerOf("").answer;
    }),
    options,
  );
  const { port } = new URL(origin);
  send({ port, path, method: "POST", headers: ["host", "a.example", ...headers] }).end();
  return promise;
}

describe("the two forms of a request", () => {
  it.each([
    ["/a", ["Authorization", "Bearer one", "AUTHORIZATION", "Bearer two"]],
    ["/a", ["content-type", "application/json", "Content-Type", "text/plain"]],
    ["/a", ["content-encoding", "", "x-empty", "  "]],
    ["/a", ["api-key", "", "api-key", "one"]],
    ["/a", ["x-odd", "\té \t", "x-a", "api-key", "constructor", "y", "__proto__", "z"]],
    ["/a/../b/%2e%2e/c//d?e=f&e=%zz#g", ["cookie", "a=1", "cookie", "b=2"]],
    ["//evil.example/path", ["set-cookie", "a", "set-cookie", "b"]],
    ["/\\evil.example\\path", ["user-agent", "one", "user-agent", "two"]],
    ["http://evil.example/openai/v1/models?a", ["from", "one", "from", "two"]],
  ])("say the same of %s %j", async (path, headers) => {
    const [direct, web] = await bothForms(path, headers);
    expect(direct).toEqual(web);
  });

  it("are one request: whatever has begun to read it leaves no other form", async () => {
    const { origin, answered } = await serveHandler(
      handlerOf(async (request) => {
        await textOf(request);
        return new Response(request.toRequest().body);
      }),
    );
    await post(origin);
    await expect(answered).rejects.toThrow(/has been read/);
  });

  it("have the body in either", async () => {
    const { origin } = await serveHandler(
      handlerOf(async (request) => new Response(await request.toRequest().text())),
    );
    expect(await text(await post(origin))).toBe("旅費");
  });
});

const form = async (_: unknown, { principal }: { readonly principal: string }) =>
  new Response(principal);

describe("onBehalfOf", () => {
  it("tells both forms of a handler on whose behalf they are asked", async () => {
    expect(onBehalfOf(form, "ada")).not.toHaveProperty("direct");
    const bound = onBehalfOf(Object.assign(form, { direct: form }), "ada");
    expect(await (await bound(new Request("http://a.example"))).text()).toBe("ada");
    const request = new Request("http://a.example");
    const answer = await bound.direct?.(Object.assign(request, { toRequest: () => request }));
    expect(await (answer as Response).text()).toBe("ada");
  });
});
