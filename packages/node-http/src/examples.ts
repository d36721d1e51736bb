//#region readme
import { createServer, type Server } from "node:http";
import { answerRequest } from "@entrim/node-http";

/** Any function from a web request to a web response, as a server of Node's. */
export function serve(handler: (request: Request) => Promise<Response>): Server {
  return createServer((incoming, outgoing) => {
    answerRequest(incoming, outgoing, handler).catch(() => {
      if (!outgoing.headersSent) outgoing.writeHead(500).end();
    });
  });
}
//#endregion
