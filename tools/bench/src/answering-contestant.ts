// A child process of answering-figures.ts: one way to answer from documents, loaded by itself. Tells its port,
// then what it has used whenever it is asked.
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
} from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createInterface } from "node:readline";
import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";
import { restrictToGroups } from "@entrim/group-filter";
import type { Principal } from "@entrim/guard";
import { answerRequest } from "@entrim/node-http";
import { createOnYourData, createOnYourDataHandler } from "@entrim/on-your-data";
import { createOpenAIGenerator, createSearchRetriever } from "@entrim/on-your-data/azure";
import type { BenchToken } from "./proxying-token.ts";

const [name = "", upstream = "", told = "{}"] = process.argv.slice(2);
const { tenantId = "", appId = "" } = JSON.parse(told) as Partial<BenchToken>;
const { hostname, port } = new URL(upstream);

/** The ways by name. */
const contestants: Readonly<Record<string, () => RequestListener | Promise<RequestListener>>> = {
  bare: () => bare,
  minimum: () => handMade({ asksForIntents: false }),
  calls: () => handMade({ asksForIntents: true }),
  engine: () => engineFor(async () => reader),
  entrim: guarded,
};

const agent = new Agent({ keepAlive: true });
const groups = Array.from(
  { length: 10 },
  (_, n) => `00000000-0000-4000-8000-${String(100 + n).padStart(12, "0")}`,
);
const reader = { groups, objectId: "00000000-0000-4000-8000-000000000003" } as unknown as Principal;

/** Hands on what comes, and nothing else. */
const bare: RequestListener = (incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const forwarded = httpRequest(
    { host: hostname, port, method, path: url, headers, agent },
    (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    },
  );
  incoming.pipe(forwarded);
};

function post(path: string, body: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", authorization: "Bearer x" };
    httpRequest({ host: hostname, port, method: "POST", path, agent, headers }, resolve)
      .on("error", reject)
      .end(JSON.stringify(body));
  });
}

/**
 * The least that answers from documents at all: what was found is put into the prompt, and the answer piped.
 * Nothing is checked.
 */
function handMade({ asksForIntents }: { readonly asksForIntents: boolean }): RequestListener {
  const chat = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";
  const search = "/indexes/documents/docs/search?api-version=2024-07-01";
  const list = groups.join(",");
  const filter = `group_ids/any(g: search.in(g, '${list}', ','))`;
  const answer = async (...[incoming, outgoing]: Parameters<RequestListener>): Promise<void> => {
    const { messages } = JSON.parse(await text(incoming)) as { messages: { content: string }[] };
    let query = messages.at(-1)?.content;
    if (asksForIntents) {
      const asked = await post(chat, { messages, response_format: { type: "json_schema" } });
      const { choices } = JSON.parse(await text(asked)) as {
        choices: { message: { content: string } }[];
      };
      const said = JSON.parse(choices[0]?.message.content ?? "") as { intents: string[] };
      query = said.intents[0];
    }
    const found = await post(search, { search: query, filter, top: 20 });
    const { value } = JSON.parse(await text(found)) as { value: { content: string }[] };
    const passages = value
      .slice(0, 5)
      .map(({ content }, n) => `[doc${n + 1}]\n${content}`)
      .join("\n\n");
    const prompt = [{ role: "user", content: passages }, ...messages];
    const response = await post(chat, { messages: prompt, stream: true });
    outgoing.writeHead(200, { "content-type": "text/event-stream" });
    response.pipe(outgoing);
  };
  return (incoming, outgoing) => void answer(incoming, outgoing);
}

/** Whatever is asked of Azure is asked of the service of the bench. */
function clientOfUpstream(): HttpClient {
  const client = createDefaultHttpClient();
  return {
    sendRequest(request) {
      const { pathname, search } = new URL(request.url);
      request.url = `${upstream}${pathname}${search}`;
      request.allowInsecureConnection = true;
      return client.sendRequest(request);
    },
  };
}

const credential = {
  getToken: () => Promise.resolve({ token: "x".repeat(1500), expiresOnTimestamp: 8e15 }),
};

/** The engine with everything that can be had of it. */
function engineFor(
  principalOf: (incoming: IncomingMessage) => Promise<Principal>,
): RequestListener {
  const endpoint = "https://contoso.search.windows.net";
  const httpClient = clientOfUpstream();
  const source = { endpoint, indexName: "documents", groupField: "group_ids", keyField: "id" };
  const engine = createOnYourData<Principal>({
    retrieve: createSearchRetriever({ endpoint, credential, httpClient }),
    generate: createOpenAIGenerator({
      endpoint: "https://contoso.openai.azure.com",
      credential,
      httpClient,
    }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [source],
    deployments: ["gpt-4o"],
    linkHosts: ["contoso.blob.core.windows.net"],
    documentsUrl: "/documents",
  });
  const handler = createOnYourDataHandler(engine);
  return (incoming, outgoing) => {
    principalOf(incoming)
      .then((principal) =>
        answerRequest(incoming, outgoing, (request) => handler(request, { principal })),
      )
      .catch(() => outgoing.destroy());
  };
}

const toUpstream: typeof fetch = (input, init) => {
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  return fetch(`${upstream}${pathname}${search}`, init);
};

/** The whole of it, with tokens verified and groups known. */
async function guarded(): Promise<RequestListener> {
  const { createAccessTokenVerifier } = await import("@entrim/access-token");
  const { createGuard } = await import("@entrim/guard");
  const { createGroupResolver } = await import("@entrim/group-membership");
  const guard = createGuard({
    verifier: createAccessTokenVerifier({
      tenants: [tenantId],
      audiences: [appId],
      scopes: ["access_as_user"],
      rememberedSignatures: 1000,
      fetch: toUpstream,
    }),
    groups: createGroupResolver({ credential, tokenGroups: "complete", fetch: toUpstream }),
  });
  return engineFor(({ headers }) => guard.authorize(headers.authorization));
}

const create = contestants[name];
if (create === undefined) throw new Error(`there is no contestant ${name}`);
const server = createServer(await create()).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
process.stdout.write(`{"port":${(server.address() as AddressInfo).port}}\n`);
createInterface(process.stdin)
  .on("line", () => {
    const { user, system } = process.cpuUsage();
    const usage = { processorInUs: user + system, residentInBytes: process.memoryUsage.rss() };
    process.stdout.write(`${JSON.stringify(usage)}\n`);
  })
  .on("close", () => process.exit());
