import type { Principal } from "./principal.ts";

/** Answers a request of somebody who was let in; what an adapter mounts behind the guard. */
export type FetchHandler = (
  request: Request,
  context: { readonly principal: Principal },
) => Promise<Response>;
