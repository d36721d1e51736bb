import { once } from "node:events";
import { createServer, request as httpRequest, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { restrictToGroups } from "@entrim/group-filter";
import type { Comparison } from "./compare.ts";

const answer = JSON.stringify({ value: Array.from({ length: 20 }, (_, n) => ({ id: String(n) })) });

/** Listens on loopback, and is forgotten when the process ends. */
async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return (server.address() as AddressInfo).port;
}

/** A proxy that does nothing but hand on, in front of a service that does nothing but answer. */
async function startBareProxy(): Promise<string> {
  const upstream = await listen((incoming, outgoing) => {
    incoming.resume().on("end", () => {
      outgoing.writeHead(200, { "content-type": "application/json" }).end(answer);
    });
  });
  const proxy = await listen((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forwarded = httpRequest(
      { host: "127.0.0.1", port: upstream, method, path: url, headers },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    incoming.pipe(forwarded);
  });
  return `http://127.0.0.1:${proxy}/indexes/documents/docs/search`;
}

/** What trimming adds to a request that is forwarded anyway. */
export const proxying: readonly Comparison[] = [
  {
    name: "trim a search of somebody in 200 groups, with a filter of their own",
    peerName: "a bare proxied request",
    aim: 0.1,
    async setUp() {
      const groups = Object.freeze(
        Array.from(
          { length: 200 },
          (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
        ),
      );
      const restrict = restrictToGroups({ field: "group_ids" });
      const url = await startBareProxy();
      const body = JSON.stringify({ search: "travel", filter: "year ge 2020" });
      return {
        repeats: 20,
        subject: () => restrict("year ge 2020", { groups }),
        peer: async () => (await fetch(url, { method: "POST", body })).json(),
      };
    },
  },
];
