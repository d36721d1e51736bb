import type { RequestListener } from "node:http";
import type { FetchHandler, Guard } from "@entrim/guard";

/** What a host is given. */
export interface HostSetup {
  readonly guard: Guard;
  readonly handler: FetchHandler;
  /** To be told of every error that the host's own means of reporting show. */
  readonly report: (error: unknown) => void;
}

interface HostFacts {
  /** As in "Express 5 after express.json()". */
  readonly name: string;
  /** What stands before the target of each request (nothing). */
  readonly prefix?: string;
  /** Whether a parser reads JSON before the handler does (`false`). */
  readonly parsesJson?: boolean;
}

/** A host that calls the handler in the same process, without a connection. */
export interface WebHost extends HostFacts {
  readonly answer: (setup: HostSetup) => (request: Request) => Promise<Response>;
}

/** A host behind a real socket. */
export interface SocketHost extends HostFacts {
  readonly listen: (setup: HostSetup) => RequestListener;
}

/** Where a handler is put behind a guard. */
export type Host = WebHost | SocketHost;
