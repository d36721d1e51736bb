/** Answers a request of somebody who was let in; what an adapter mounts behind the guard. */
export type Handler<P> = (
  request: Request,
  context: { readonly principal: P },
) => Promise<Response>;
