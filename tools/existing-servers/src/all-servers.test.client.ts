// Run by a test in a process of its own, with production configuration: every example, each at a port.
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ids, resources } from "@entrim-private/test-services/contoso";
import { ManagedIdentityCredential } from "@azure/identity";
import { findRoute } from "@entrim/gateway";
import type { FetchHandler } from "@entrim/guard";
import { createContosoGateway } from "./contoso-gateway.ts";
import { createEasyAuthServer } from "./express-easy-auth.ts";
import { createPassportServer } from "./express-passport.ts";
import { createSessionServer } from "./express-session.ts";
import { createFastifyServer } from "./fastify.ts";
import { createHonoServer } from "./hono.ts";
import { createKoaServer } from "./koa-own-errors.ts";
import { createNodeServer } from "./node-http.ts";
import { createServerWithReadiness } from "./only-readiness.ts";
import { createSearchServer } from "./search-server.test.fixture.ts";

const gateway = createContosoGateway(ids);
const { guard } = gateway;
const chat = findRoute(gateway.routes, "/openai/")?.answer as FetchHandler;
const credential = new ManagedIdentityCredential({ clientId: ids.identity });
const { openai, search } = resources;
const accounts = new Map([
  ["ada-token", { id: "ada", company: "contoso", groups: [ids.finance] }],
  ["bob-token", { id: "bob", company: "contoso", groups: [ids.engineering] }],
]);

const servers: Readonly<Record<string, Server>> = {
  node: createNodeServer(gateway),
  fastify: await createFastifyServer(gateway),
  hono: createHonoServer(gateway),
  passport: createPassportServer(async (token) => accounts.get(token), chat),
  // the test stands in for a sign-in page, and brings the token that one would have got
  session: createSessionServer(
    async (request) => request.get("test-token") ?? "",
    crypto.randomUUID(),
    guard,
    chat,
  ),
  easyAuth: createEasyAuthServer(guard, chat),
  koa: createKoaServer(guard, chat, ({ name }) => console.log(JSON.stringify({ reported: name }))),
  readiness: createServerWithReadiness({ openai, search }, credential, {
    A05: "off",
    A07: "off",
    S08: "off",
    S11: "off",
  }),
  search: createSearchServer(credential),
};
const ports: Record<string, number> = {};
for (const [name, server] of Object.entries(servers)) {
  server.listen(0, "127.0.0.1");
  // oxlint-disable-next-line no-await-in-loop -- a few
  await once(server, "listening");
  ports[name] = (server.address() as AddressInfo).port;
}
console.log(JSON.stringify(ports));
