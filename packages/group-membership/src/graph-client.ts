import type { TokenCredential } from "@azure/core-auth";
import { Client, ResponseType, type Middleware } from "@microsoft/microsoft-graph-client";
import { createAuthorizeMiddleware } from "./authorize-middleware.ts";
import { graphFailure } from "./graph-failure.ts";
import { createRetryMiddleware } from "./retry-middleware.ts";
import { createSendMiddleware } from "./send-middleware.ts";

/** Everything that one errand at Graph needs. */
export interface GraphClientOptions {
  /** Graph's origin. */
  readonly origin: string;
  readonly credential: TokenCredential;
  readonly tenantId: string;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly deadlineInMs: number;
  readonly abortSignal: AbortSignal;
}

/** Asks Graph within one errand; every error is a `GroupMembershipError`. */
export interface GraphClient {
  get(address: string): Promise<unknown>;
  post(path: string, body: object): Promise<unknown>;
  patch(path: string, body: object): Promise<unknown>;
}

/**
 * The official client with a chain of our own: try again → put a token on → send. Made for each errand, as all
 * requests of it share a deadline.
 */
export function createGraphClient({ origin, ...options }: GraphClientOptions): GraphClient {
  const { credential, tenantId, fetch, now, deadlineInMs, abortSignal } = options;
  let thrown: unknown;
  let chain: Middleware | undefined;
  const client = Client.initWithMiddleware({
    baseUrl: `${origin}/`,
    defaultVersion: "v1.0",
    middleware: [
      {
        // the client makes an error without a cause of whatever is thrown below
        async execute(context) {
          try {
            await chain?.execute(context);
          } catch (error) {
            thrown = error;
            throw error;
          }
        },
        setNext(middleware) {
          chain = middleware;
        },
      },
      createRetryMiddleware({ deadlineInMs, abortSignal, now }),
      createAuthorizeMiddleware({ credential, scope: `${origin}/.default`, tenantId, abortSignal }),
      createSendMiddleware({ origin, fetch, abortSignal }),
    ],
  });

  const request = (address: string) =>
    client
      .api(address)
      .responseType(ResponseType.JSON)
      // answered before background work when the tenant is near its limit
      .header("x-ms-throttle-priority", "high");

  const answer = async (asked: Promise<unknown>): Promise<unknown> => {
    thrown = undefined;
    try {
      return await asked;
    } catch (error) {
      throw graphFailure(thrown ?? error, abortSignal, now());
    }
  };

  return {
    // the index that casts and counts read is asked for by this header
    get: (address) => answer(request(address).header("ConsistencyLevel", "eventual").get()),
    post: (path, body) => answer(request(path).post(body)),
    patch: (path, body) => answer(request(path).patch(body)),
  };
}
