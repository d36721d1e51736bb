// A child process of proxying-figures.ts: a service that does nothing but answer, and the keys of a tenant.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";

const answer = JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "gpt-4o",
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      message: { role: "assistant", content: "Sixteen weeks. ".repeat(60) },
    },
  ],
  usage: { prompt_tokens: 40, completion_tokens: 180, total_tokens: 220 },
});

const event = `data: ${JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_700_000_000,
  model: "gpt-4o",
  choices: [{ index: 0, finish_reason: null, delta: { content: "Sixteen weeks. " } }],
})}\n\n`;

/** How many events a streamed answer has, and how far they are apart. */
const [events, pauseInMs] = [40, 2];

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
  if (incoming.method === "GET") {
    outgoing.setHeader("content-type", "application/json");
    outgoing.end(documents.get(incoming.url ?? "") ?? "{}");
    return;
  }
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    if (Buffer.concat(chunks).includes('"stream":true')) stream(outgoing);
    else outgoing.setHeader("content-type", "application/json").end(answer);
  });
});

function stream(outgoing: ServerResponse): void {
  outgoing.writeHead(200, { "content-type": "text/event-stream" });
  let written = 0;
  const next = (): void => {
    outgoing.write(event);
    written += 1;
    if (written < events) setTimeout(next, pauseInMs);
    else outgoing.end("data: [DONE]\n\n");
  };
  next();
}

server.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
);
