// Run by a test in a process of its own, with production configuration: the README's gateway with every part.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ManagedIdentityCredential } from "@azure/identity";
import { answerRequest } from "@entrim/node-http";
import { ids } from "@entrim-private/test-services/contoso";
import { clientState } from "./client-state.test.fixture.ts";
import { createFullGateway } from "./examples.ts";

const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const gateway = createFullGateway(
  new ManagedIdentityCredential({ clientId: ids.identity }),
  { tenants: [ids.tenant], audiences: [ids.app], scopes: ["Chat.Ask"], tokenGroups: "ignore" },
  {
    finance: ids.finance,
    clientState,
    notificationUrl: `http://127.0.0.1:${port}/ai/group-changes`,
    alarm: () => console.log("alarm"),
  },
);
server.on("request", (request, response) => {
  answerRequest(request, response, gateway.fetch).catch(() => response.destroy());
});
await gateway.start();
// as text: a terminal's colours would be part of a number
console.log(String(port));
process.once("SIGUSR2", gateway.drain);
