import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";

export const searchEndpoint = "https://contoso.search.windows.net";
export const openaiEndpoint = "https://contoso.openai.azure.com";

/** What reached one of the services. */
interface ReceivedRequest {
  readonly host: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** The bytes, as text. */
  readonly body: string;
  /** Of the connection. */
  readonly clientPort: number | undefined;
  /** Whether the connection was closed before the answer was whole. */
  wasCancelled: boolean;
}

/** How the next answers go wrong. */
interface Fault {
  /** The beginning of the service's host. */
  readonly at: string;
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** `cut`: the connection breaks in the middle of the answer. `hang`: it never comes to its end. */
  readonly how?: "cut" | "hang";
  /** Which calls of the service go wrong, by their body (all). */
  readonly when?: (body: string) => boolean;
}

/** A search service and a model on loopback, which keep what they receive. */
export interface LocalAzure {
  readonly httpClient: HttpClient;
  readonly credential: { getToken(): Promise<{ token: string; expiresOnTimestamp: number }> };
  readonly requests: ReceivedRequest[];
  documents: readonly Record<string, unknown>[];
  /** Whether the search service forgets the filter, as a fault in front of it would make it. */
  losesFilter: boolean;
  /** What to search for (the last message). */
  intents: readonly string[] | undefined;
  /** The pieces of the model's answer. */
  answer: readonly string[];
  fault: Fault | undefined;
  of(service: "search" | "openai"): ReceivedRequest[];
  close(): Promise<void>;
}

export async function startLocalAzure(): Promise<LocalAzure> {
  const server = createServer((request, response) => {
    void answer(azure, request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const real = createDefaultHttpClient();
  const azure: LocalAzure = {
    httpClient: {
      sendRequest(request) {
        const { host, pathname, search } = new URL(request.url);
        request.url = `http://127.0.0.1:${port}/${host}${pathname}${search}`;
        request.allowInsecureConnection = true;
        return real.sendRequest(request);
      },
    },
    credential: {
      getToken: async () => ({
        token: "token-of-the-server",
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
    requests: [],
    documents: [],
    losesFilter: false,
    intents: undefined,
    answer: ["Employees get 25 days", " of leave", " [doc1]", "."],
    fault: undefined,
    of: (service) => azure.requests.filter(({ host }) => host.includes(`.${service}.`)),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return azure;
}

async function answer(
  azure: LocalAzure,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const [, host = "", ...path] = (request.url ?? "").split("/");
  const received = {
    host,
    path: `/${path.join("/")}`,
    headers: request.headers,
    body,
    clientPort: request.socket.remotePort,
  };
  const kept: ReceivedRequest = { ...received, wasCancelled: false };
  azure.requests.push(kept);
  response.on("close", () => {
    kept.wasCancelled = !response.writableFinished;
  });
  const fault =
    azure.fault && host.startsWith(azure.fault.at) && (azure.fault.when?.(body) ?? true)
      ? azure.fault
      : undefined;
  if (fault?.status !== undefined) {
    response.writeHead(fault.status, fault.headers);
    response.end(fault.body ?? "");
    return;
  }
  const answerOf = kept.path.endsWith("/responses") ? responseOf : completion;
  const pieces = host.includes(".search.") ? [found(azure, body)] : answerOf(azure, body);
  const isStreamed = pieces.length > 1;
  response.writeHead(200, {
    "content-type": isStreamed ? "text/event-stream" : "application/json",
  });
  for (const [index, piece] of pieces.entries()) {
    response.write(piece);
    if (fault?.how !== undefined && index === Math.min(2, pieces.length - 1)) {
      // the pieces before are on their way first
      if (fault.how === "cut") setTimeout(() => response.destroy(), 20);
      return;
    }
  }
  response.end();
}

function found(azure: LocalAzure, body: string): string {
  const { filter, select } = JSON.parse(body) as { filter: string; select?: string };
  const ids = /search\.in\(g, '([^']*)', ','\)/.exec(filter)?.[1]?.split(",") ?? [];
  const names = select?.split(",");
  const value = azure.documents
    .filter(
      ({ group_ids: groups }) =>
        azure.losesFilter ||
        (Array.isArray(groups) && groups.some((id) => ids.includes(String(id)))),
    )
    .map((document, index) =>
      Object.fromEntries([
        ["@search.score", 10 - index],
        ...Object.entries(document).filter(
          ([name]) => name.startsWith("@") || (names?.includes(name) ?? true),
        ),
      ]),
    );
  return JSON.stringify({ value });
}

function completion(azure: LocalAzure, body: string): string[] {
  const request = JSON.parse(body) as {
    messages: { role: string; content: string }[];
    stream?: boolean;
    response_format?: object;
    input?: string[];
  };
  if (request.input !== undefined) return [JSON.stringify({ data: [{ embedding: [0.1, 0.2] }] })];
  const head = { id: "chatcmpl-1", model: "gpt-4o", system_fingerprint: "fp_1" };
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  const whole = (content: string): string[] => [
    JSON.stringify({
      ...head,
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
      usage,
    }),
  ];
  if (request.response_format !== undefined) {
    return whole(JSON.stringify({ intents: azure.intents ?? [request.messages.at(-1)?.content] }));
  }
  if (!request.stream) return whole(azure.answer.join(""));
  const event = (data: object): string => `data: ${JSON.stringify({ ...head, ...data })}\n\n`;
  return [
    event({ choices: [] }),
    ...azure.answer.map((content) =>
      event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
    ),
    event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
    event({ choices: [], usage }),
    "data: [DONE]\n\n",
  ];
}

/** What the responses API answers: the last event holds the whole, and no [DONE] follows. */
function responseOf(azure: LocalAzure, body: string): string[] {
  const request = JSON.parse(body) as {
    model: string;
    input: { content: string }[];
    stream?: boolean;
    text?: object;
  };
  const text =
    request.text === undefined
      ? azure.answer.join("")
      : JSON.stringify({ intents: azure.intents ?? [request.input.at(-1)?.content] });
  const head = { id: "resp_1", object: "response", model: request.model, error: null };
  const whole = {
    ...head,
    status: "completed",
    output: [
      { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text }] },
    ],
    usage: { input_tokens: 100, output_tokens: 10, total_tokens: 110 },
  };
  if (!request.stream) return [JSON.stringify(whole)];
  return [
    namedEvent("response.created", { response: { ...head, status: "in_progress", output: [] } }),
    ...azure.answer.map((delta) => namedEvent("response.output_text.delta", { delta })),
    namedEvent("response.output_text.done", { text }),
    namedEvent("response.completed", { response: whole }),
  ];
}

function namedEvent(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}
