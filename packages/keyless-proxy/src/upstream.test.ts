import { createServer, type RequestListener, type Server } from "node:http";
import { globalAgent } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOpenAIProxy, type OpenAIProxyOptions } from "./index.ts";

/** A service in the clear, which stands in for whatever is sent over TLS by Node's own client. */
let service: Server;
let answer: RequestListener;
let asked: { readonly authorization: string | undefined; readonly host: string | undefined }[];
const own = globalAgent.createConnection.bind(globalAgent);

beforeEach(async () => {
  asked = [];
  service = createServer((incoming, outgoing) => {
    const { authorization, host } = incoming.headers;
    asked.push({ authorization, host });
    incoming.resume().on("end", () => answer(incoming, outgoing));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => service.once("listening", resolve));
  const { port } = service.address() as AddressInfo;
  globalAgent.createConnection = () => connect(port, "127.0.0.1");
});

afterEach(() => {
  globalAgent.createConnection = own;
  globalAgent.destroy();
  service.close();
  service.closeAllConnections();
});

const answerWith =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, outgoing) =>
    void outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(body);

/** Asks the proxy by a web request. */
function ask(options: Partial<OpenAIProxyOptions<undefined>> = {}): Promise<Response> {
  const proxy = createOpenAIProxy<undefined>({
    endpoint: "https://contoso.openai.azure.com",
    credential: {
      getToken: async (_, { claims } = {}) => ({
        token: claims === undefined ? "ours" : "renewed",
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
    deployments: ["chat"],
    grounded: () => Promise.reject(new Error("not asked")),
    ungrounded: "allow",
    ...options,
  });
  const request = new Request("http://server.example/openai/v1/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer theirs" },
    body: JSON.stringify({ model: "chat", messages: [] }),
  });
  return proxy(request, { principal: undefined });
}

describe("a proxy without a fetch", () => {
  it("[inbound/authorization-stays] sends its own token to its own host, and nobody else's", async () => {
    answer = answerWith(200, '{"choices":[]}', {
      "content-length": "14",
      "x-request-id": "1",
      "set-cookie": "a=1",
    });
    const response = await ask();
    expect(asked).toEqual([{ authorization: "Bearer ours", host: "contoso.openai.azure.com" }]);
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": "no-store",
      "content-length": "14",
      "content-type": "application/json",
      "x-request-id": "1",
    });
    expect(await response.json()).toEqual({ choices: [] });
  });

  it("[egress/no-redirect-leak] follows no redirect with its token", async () => {
    answer = answerWith(307, "", { location: "https://evil.example/" });
    await expect(ask()).rejects.toMatchObject({ code: "REDIRECT_REFUSED" });
    expect(asked).toHaveLength(1);
  });

  it("answers a claims challenge once", async () => {
    const claims = Buffer.from('{"access_token":{}}').toString("base64");
    answer = answerWith(401, "{}", {
      "www-authenticate": `Bearer error="insufficient_claims", claims="${claims}"`,
    });
    await expect(ask()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      "Bearer ours",
      "Bearer renewed",
    ]);
  });

  it("gives up on an answer that does not begin", async () => {
    answer = () => undefined;
    await expect(ask({ timeoutInMs: 50 })).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  });

  it("says what to do where nothing can be reached", async () => {
    globalAgent.createConnection = () => connect(1, "127.0.0.1");
    await expect(ask()).rejects.toMatchObject({
      code: "UPSTREAM_UNAVAILABLE",
      problem: { hop: "network" },
    });
  });
});

describe("what went wrong behind a proxy", () => {
  it("[answer/no-upstream-detail] is told to whoever runs the server, and in nobody's words but ours", async () => {
    const message =
      "The principal `secret-id` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action`";
    answer = answerWith(401, JSON.stringify({ error: { code: "PermissionDenied", message } }));
    const error: unknown = await ask().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "UPSTREAM_FAILED", problem: { hop: "role" } });
    expect(JSON.stringify({ ...(error as object), text: String(error) })).not.toContain("secret");
  });

  it("is not waited for where a refusal has no end", async () => {
    answer = (_, outgoing) => {
      outgoing.writeHead(403).write("x".repeat(100_000));
    };
    await expect(ask()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});
