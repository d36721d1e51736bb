import { once } from "node:events";
import { Agent, createServer, request as httpRequest, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { entrim as expressEntrim } from "@entrim/express";
import { createGateway, type Gateway } from "@entrim/gateway";
import { entrim as koaEntrim } from "@entrim/koa";
import { answerRequest } from "@entrim/node-http";
import express from "express";
import Koa from "koa";
import type { Comparison } from "./compare.ts";

const requestsAtATime = 8;
const requests = 64;

/** A question of somebody without a token: it comes as far as the guard, and no further. */
const question = JSON.stringify({
  messages: [{ role: "user", content: "What is the allowance? ".repeat(40) }],
});
const path = "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21";

/** A gateway that needs no Azure for what it is asked here. */
function gateway(): Gateway {
  const id = "00000000-0000-4000-8000-000000000001";
  return createGateway({
    credential: { getToken: () => Promise.resolve(null) },
    access: { tenants: [id], audiences: [id], scopes: ["Chat.Ask"], tokenGroups: "ignore" },
    search: {
      endpoint: "https://contoso.search.windows.net",
      indexes: ["documents"],
      groupField: "group_ids",
    },
    openai: { endpoint: "https://contoso.openai.azure.com", deployments: ["gpt-4.1"] },
  });
}

function onNode({ fetch }: Gateway): RequestListener {
  return (request, response) => {
    answerRequest(request, response, fetch).catch(() => response.destroy());
  };
}

function onExpress(own: Gateway): RequestListener {
  return express().disable("x-powered-by").use(expressEntrim(own)) as RequestListener;
}

function onKoa(own: Gateway): RequestListener {
  const answer = new Koa().use(koaEntrim(own)).callback();
  return (request, response) => void answer(request, response);
}

/** Listens on loopback, and is forgotten when the process ends. */
async function loadOf(listener: RequestListener): Promise<() => Promise<number>> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: requestsAtATime });
  return async () => {
    const statuses = await Promise.all(
      Array.from({ length: requests }, () => statusOf(port, agent)),
    );
    return statuses.filter((status) => status === 401).length;
  };
}

async function statusOf(port: number, agent: Agent): Promise<number | undefined> {
  const headers = { "content-type": "application/json" };
  const outgoing = httpRequest({ host: "127.0.0.1", port, path, method: "POST", agent, headers });
  outgoing.end(question);
  const [response] = (await once(outgoing, "response")) as [
    NodeJS.ReadableStream & { statusCode?: number },
  ];
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

function hostedBy(name: string, host: (own: Gateway) => RequestListener): Comparison {
  return {
    name: `${requests} requests, ${requestsAtATime} at a time, to a gateway on ${name}`,
    peerName: "the same gateway on node:http alone",
    async setUp() {
      const own = gateway();
      return { subject: await loadOf(host(own)), peer: await loadOf(onNode(own)) };
    },
  };
}

/** What a framework costs, and what a socket does. */
export const hosting: readonly Comparison[] = [
  hostedBy("Express 5", onExpress),
  hostedBy("Koa", onKoa),
  {
    name: `${requests} requests, ${requestsAtATime} at a time, to a gateway on node:http`,
    peerName: "the same gateway called as a function",
    async setUp() {
      const own = gateway();
      const headers = { "content-type": "application/json" };
      const call = async (): Promise<number> => {
        const request = new Request(`http://localhost${path}`, {
          method: "POST",
          headers,
          body: question,
        });
        const response = await own.fetch(request);
        await response.text();
        return response.status;
      };
      return {
        subject: await loadOf(onNode(own)),
        peer: () => Promise.all(Array.from({ length: requests }, call)),
      };
    },
  },
];
