// A child process of answering-figures.ts: a search service and a model that do nothing but answer, and the keys
// of a tenant.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";

/** How many documents a search finds, and in how many pieces an answer comes. */
const [hits, pieces] = [20, 40];
/** Between the pieces of an answer, and of one to a question that has `slowly` in it. */
const [pauseInMs, longPauseInMs] = [2, 100];

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const found = JSON.stringify({
  value: Array.from({ length: hits }, (_, n) => ({
    "@search.score": 20 - n / 10,
    id: String(n),
    title: `Leave policy, part ${n}`,
    content: `Part ${n}. Each employee receives 25 days of paid leave per calendar year. `.repeat(
      18,
    ),
    filepath: `leave-${n}.md`,
    url: `https://contoso.blob.core.windows.net/hr/leave-${n}.md`,
    chunk_id: String(n),
    group_ids: [id(100), id(200 + n)],
  })),
});

const head = { id: "chatcmpl-1", created: 1_700_000_000, model: "gpt-4o" };
const intents = JSON.stringify({
  ...head,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      message: { role: "assistant", content: '{"intents":["days of parental leave"]}' },
    },
  ],
  usage: { prompt_tokens: 40, completion_tokens: 10, total_tokens: 50 },
});

const event = (choice: object): string =>
  `data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", choices: [{ index: 0, ...choice }] })}\n\n`;
const piece = event({ finish_reason: null, delta: { content: "Sixteen weeks [doc1]. " } });
const end = `${event({ finish_reason: "stop", delta: {} })}data: [DONE]\n\n`;

/** What is asked for by GET, by path. */
const documents = new Map<string, string>();
createInterface(process.stdin)
  .on("line", (line) => {
    const { path, body } = JSON.parse(line) as { path: string; body: string };
    documents.set(path, body);
  })
  .on("close", () => process.exit());

// a connection that is closed while it rests would be nobody's fault
const server = createServer({ keepAliveTimeout: 600_000 }, (incoming, outgoing) => {
  const { method, url = "" } = incoming;
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const isAnswer =
      method === "POST" && !url.startsWith("/indexes/") && !body.includes("json_schema");
    if (isAnswer) return stream(outgoing, body.includes("slowly") ? longPauseInMs : pauseInMs);
    const whole = url.startsWith("/indexes/") ? found : (documents.get(url) ?? intents);
    return outgoing.setHeader("content-type", "application/json").end(whole);
  });
});

function stream(outgoing: ServerResponse, pause: number): void {
  outgoing.writeHead(200, { "content-type": "text/event-stream" });
  let written = 0;
  const next = (): void => {
    outgoing.write(piece);
    written += 1;
    if (written === pieces) outgoing.end(end);
    else setTimeout(next, pause);
  };
  next();
}

server.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
);
