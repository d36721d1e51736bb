import { lookup as lookUp, type LookupAddress } from "node:dns";
import { Agent, request } from "node:https";
import type { IncomingMessage } from "node:http";
import type { LookupFunction, Socket } from "node:net";
import { IngestionError } from "../ingestion-error.ts";
import { isPublicAddress } from "./public-address.ts";
import { addressRefused, requirePublicUrl } from "./public-url.ts";

/** What a server answered to one request; where it only names another address, that is the caller's to follow. */
export interface FetchedPage {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/**
 * Asks one address, without any credential or cookie.
 *
 * @throws IngestionError for an address that is not gone to, and what does not answer within the limits.
 */
export type FetchPage = (url: URL, options: FetchPageOptions) => Promise<FetchedPage>;

/** What an answer may cost. */
interface FetchPageOptions {
  readonly maxBytes: number;
  readonly abortSignal: AbortSignal;
}

/** What the tests of this file replace, so that a server on this machine can be asked. */
interface PageFetcherOptions {
  readonly isAllowed?: (address: string) => boolean;
  readonly lookup?: LookupAll;
  readonly port?: number;
  readonly ca?: string;
}

type LookupAll = (
  host: string,
  options: { readonly all: true; readonly verbatim: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Tells the owners of servers who asks. */
const userAgent = "entrim-ingestion";

/**
 * Makes what reads public pages. It goes to addresses of the public internet only: they are looked at where the
 * connection is made, so that a name that changes between two look-ups gains nothing. It goes there directly, through
 * no proxy, and trusts the certificates that Node trusts, whatever the environment says.
 */
export function createPageFetcher(options: PageFetcherOptions = {}): FetchPage {
  const { isAllowed = isPublicAddress, lookup: lookupAll = lookUp, port = 443, ca } = options;

  const lookup: LookupFunction = (host, { all }, callback) => {
    lookupAll(host, { all: true, verbatim: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) callback(error ?? new Error("no address"), "", 0);
      // a name with a public and a private address is no honest one
      else if (!addresses.every(({ address }) => isAllowed(address)))
        callback(addressRefused(), "", 0);
      else if (all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  return async (target, { maxBytes, abortSignal }) => {
    const url = requirePublicUrl(target.href);
    const agent = new Agent({ keepAlive: false });
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request(url, {
          agent,
          port,
          lookup,
          ca,
          rejectUnauthorized: true,
          signal: abortSignal,
          headers: {
            "user-agent": userAgent,
            accept: "text/html, text/plain, text/markdown, application/pdf, */*;q=0.1",
            // what is not inflated cannot be a bomb
            "accept-encoding": "identity",
          },
        })
          .on("response", resolve)
          .on("error", reject)
          .on("socket", (socket: Socket) => {
            // before a byte is sent: the address that the connection really has
            socket.once("connect", () => {
              if (!isAllowed(socket.remoteAddress ?? "")) socket.destroy(addressRefused());
            });
          })
          .end();
      });
      return await readPage(response, maxBytes);
    } catch (cause) {
      throw failureOf(cause);
    } finally {
      agent.destroy();
    }
  };
}

async function readPage(response: IncomingMessage, maxBytes: number): Promise<FetchedPage> {
  const { statusCode: status = 0 } = response;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(response.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  if (!["", "identity"].includes(headers.get("content-encoding") ?? "")) {
    throw new IngestionError("DOCUMENT_UNSUPPORTED", "The page is compressed without being asked.");
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Uint8Array>) {
    size += piece.byteLength;
    if (size > maxBytes) throw new IngestionError("DOCUMENT_TOO_LARGE", "The page is too large.");
    pieces.push(piece);
  }
  return { status, headers, bytes: new Uint8Array(Buffer.concat(pieces)) };
}

function failureOf(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  if (cause instanceof IngestionError) return cause;
  // of several addresses, each has its error
  const refusal = cause instanceof AggregateError ? cause.errors : [cause.cause];
  const refused = refusal.find((each) => each instanceof IngestionError);
  return (
    refused ?? new IngestionError("DOCUMENT_UNREACHABLE", "The page cannot be reached.", { cause })
  );
}
