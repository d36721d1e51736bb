import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { contoso } from "../contoso.test.fixture.ts";
import { createEmulator } from "../emulator.ts";
import { createLocalAccount, strangerId } from "./openai.test.fixture.ts";

interface Seen {
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

type Answer = (seen: Seen, response: ServerResponse) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A model server, and deployments that point at it. */
async function startServer(answer: Answer) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      seen.push({ url: request.url, headers: request.headers, body });
      answer(seen.at(-1)!, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const endpoint = { url: `http://127.0.0.1:${port}/v1/`, model: "llama" };
  const local = createLocalAccount([
    { name: "real", model: "gpt-4o", endpoint },
    { name: "real-embed", model: "text-embedding-3-small", endpoint },
    { name: "small", model: "gpt-4o", capacity: 1, endpoint },
  ]);
  return { ...local, seen };
}

const json =
  (body: unknown, status = 200): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", "x-secret": "1" });
    response.end(JSON.stringify(body));
  };

const completion = {
  id: "1",
  object: "chat.completion",
  created: 1,
  model: "llama",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hi." } }],
};
const messages = [{ role: "user" as const, content: "Hello" }];
const chunk = (content: string) => ({ choices: [{ index: 0, delta: { content } }] });

describe("a deployment that points at a real model", () => {
  it("[emulator/token-stays] has it answer, by its own name, and passes on nothing of the caller", async () => {
    const { azureClient, seen } = await startServer(json(completion));
    const members = { messages, logit_bias: { "1": 1 } };
    const { data, response } = await azureClient()
      .chat.completions.create({ model: "real", ...members })
      .withResponse();
    expect(data).toMatchObject(completion);
    expect(seen).toMatchObject([
      { url: "/v1/chat/completions", body: { model: "llama", ...members } },
    ]);
    expect(seen[0]?.headers.authorization).toBeUndefined();
    expect(
      Object.keys(seen[0]?.headers ?? {}).filter((name) => /stainless|api/.test(name)),
    ).toEqual([]);
    expect(response.headers.get("x-secret")).toBeNull();
    expect(response.headers.get("apim-request-id")).not.toBeNull();
  });

  it("streams as it comes", async () => {
    const opened: ServerResponse[] = [];
    const { azureClient } = await startServer((_, response) => {
      opened.push(response);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: ${JSON.stringify(chunk("Hi"))}\n\n`);
    });
    const stream = await azureClient().chat.completions.create({
      model: "real",
      messages,
      stream: true,
    });
    const pieces: string[] = [];
    for await (const { choices } of stream) {
      pieces.push(choices[0]?.delta.content ?? "");
      // the rest waits until the reader has had the first
      opened.pop()?.end(`data: ${JSON.stringify(chunk("."))}\n\ndata: [DONE]\n\n`);
    }
    expect(pieces).toEqual(["Hi", "."]);
  });

  it("has it embed and respond too", async () => {
    const { v1Client, seen } = await startServer(json({ data: [], output: [] }));
    const client = v1Client();
    await client.embeddings.create({ model: "real-embed", input: "Hello" });
    await client.responses.create({ model: "real", input: "Hello" });
    expect(seen.map(({ url, body }) => [url, body["model"]])).toEqual([
      ["/v1/embeddings", "llama"],
      ["/v1/responses", "llama"],
    ]);
  });

  it("[emulator/roles-enforced] checks roles before", async () => {
    const { azureClient, seen } = await startServer(json(completion));
    const stranger = azureClient({ identity: "stranger" });
    await expect(stranger.chat.completions.create({ model: "real", messages })).rejects.toThrow(
      strangerId,
    );
    expect(seen).toEqual([]);
  });

  it("counts its requests", async () => {
    const { azureClient } = await startServer(json(completion));
    const { response } = await azureClient()
      .chat.completions.create({ model: "small", messages })
      .withResponse();
    expect(response.headers.get("x-ratelimit-remaining-requests")).toBe("5");
  });

  it("tells of its errors, and of a server that is not there", async () => {
    const error = { message: "no such model", type: "not_found", code: "nope", param: null };
    const { azureClient } = await startServer(json({ error }, 404));
    await expect(
      azureClient().chat.completions.create({ model: "real", messages }),
    ).rejects.toMatchObject({ status: 404, code: "nope" });
    for (const close of closers.splice(0)) close();
    await expect(
      azureClient().chat.completions.create({ model: "real", messages }),
    ).rejects.toMatchObject({ status: 502, code: "EndpointUnreachable" });
  });

  it("[emulator/token-stays] is not led elsewhere", async () => {
    const { azureClient, seen } = await startServer((_, response) => {
      response.writeHead(307, { location: "http://127.0.0.1:1/elsewhere" }).end();
    });
    await expect(
      azureClient().chat.completions.create({ model: "real", messages }),
    ).rejects.toMatchObject({ status: 502 });
    expect(seen).toHaveLength(1);
  });
});

const at = (url: string) => () => {
  const endpoint = { url, model: "llama" };
  const deployments = [{ name: "pointed", model: "gpt-4o", endpoint }];
  const openaiAccounts = [{ name: "contoso", deployments }];
  createEmulator({ seed: { ...contoso, openaiAccounts }, allowedHosts: ["models.example"] });
};

describe("where it may point", () => {
  it("is this machine, or a host that was allowed", () => {
    expect(at("http://localhost:1/v1")).not.toThrow();
    expect(at("https://models.example/v1")).not.toThrow();
  });

  it.each([
    ["https://api.example/v1", "add it to allowedHosts (--allow-host)"],
    ["http://models.example/v1", "reach it over https"],
    ["https://models.example.evil/v1", "was not allowed"],
    ["http://10.0.0.1/v1", "was not allowed"],
    ["http://user:secret@127.0.0.1/v1", "without a password"],
    ["ftp://127.0.0.1/v1", "must be a URL"],
    ["nowhere", "must be a URL"],
  ])("is not %s", (url, message) => {
    expect(at(url)).toThrow(TypeError);
    expect(at(url)).toThrow(message);
    expect(at(url)).not.toThrow("secret");
  });
});
