import type { ServiceName } from "./request-log.ts";

/** An answer to give in place of the real one. */
export type Fault = (
  | {
      /** The service that fails. */
      readonly service: ServiceName;
      readonly host?: never;
    }
  | {
      /** The one host that fails, as in `contoso.search.windows.net`. */
      readonly host: string;
      readonly service?: never;
    }
) & {
  /** Only requests with this path: the whole of it, or what an expression finds in it (all). */
  readonly path?: string | RegExp;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON (empty). */
  readonly body?: unknown;
  /** For how many requests (1). */
  readonly times?: number;
};

/** Faults that wait for their requests. */
export interface FaultQueue {
  enqueue(fault: Fault): void;
  /** The answer of the first fault that fits, which is then one use shorter. */
  take(request: { readonly service: ServiceName; readonly url: URL }): Response | undefined;
}

/** An empty queue. */
export function createFaultQueue(): FaultQueue {
  const queue: { readonly fault: Fault; left: number }[] = [];
  return {
    enqueue(fault) {
      const { times = 1 } = fault;
      if (!Number.isInteger(times) || times < 1) {
        throw new TypeError(
          "azure-emulator: times is the number of requests that fail, at least 1",
        );
      }
      queue.push({ fault, left: times });
    },
    take(request) {
      const index = queue.findIndex(({ fault }) => fits(fault, request));
      const found = queue[index];
      if (!found) return undefined;
      found.left -= 1;
      if (found.left === 0) queue.splice(index, 1);
      return responseOf(found.fault);
    },
  };
}

function fits(fault: Fault, { service, url }: { service: ServiceName; url: URL }): boolean {
  const { path } = fault;
  if (fault.service === undefined ? fault.host !== url.hostname : fault.service !== service) {
    return false;
  }
  if (path === undefined) return true;
  // search, not test: an expression with the flag g would remember where it stopped
  return typeof path === "string" ? path === url.pathname : url.pathname.search(path) >= 0;
}

function responseOf({ status, headers = {}, body }: Fault): Response {
  if (body === undefined) return new Response(null, { status, headers });
  if (typeof body === "string") return new Response(body, { status, headers });
  return Response.json(body, { status, headers });
}
