import type { toErrorResponse } from "@entrim/guard";
import type {
  answerRequest,
  authorizationHeader,
  sendWebResponse,
  toParserRefusal,
} from "@entrim/node-http";
import type { SocketHost } from "./host.test.fixture.ts";

/** The names that a server without a framework needs, from sources or from built packages. */
export interface NodePackages {
  readonly answerRequest: typeof answerRequest;
  readonly authorizationHeader: typeof authorizationHeader;
  readonly sendWebResponse: typeof sendWebResponse;
  readonly toErrorResponse: typeof toErrorResponse;
  readonly toParserRefusal: typeof toParserRefusal;
}

/** A server of Node's without a framework. */
export function nodeHost(name: string, packages: NodePackages): SocketHost {
  const { answerRequest, authorizationHeader } = packages;
  const { sendWebResponse, toErrorResponse, toParserRefusal } = packages;
  return {
    name,
    listen:
      ({ guard, handler, report }) =>
      async (incoming, outgoing) => {
        try {
          await answerRequest(incoming, outgoing, async (request) => {
            const principal = await guard.authorize(authorizationHeader(incoming), {
              abortSignal: request.signal,
            });
            return handler(request, { principal });
          });
        } catch (error) {
          report(error);
          if (outgoing.headersSent) return;
          await sendWebResponse(toParserRefusal(error) ?? toErrorResponse(error), outgoing);
        }
      },
  };
}
