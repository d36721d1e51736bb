/** A request as far as a handler needs it that does without a web `Request`. */
export interface DirectRequest extends Pick<Request, "method" | "signal"> {
  /** The whole address, not yet in the form that `URL` gives it. */
  readonly url: string;
  /** Names are in lower case; a header that came several times is joined, as in a web request. */
  readonly headers: Pick<Headers, "get" | "has">;
  readonly body: AsyncIterable<Uint8Array> | null;
  /** Makes a web request of it, whose body this one then has no more. */
  readonly toRequest: () => Request;
}

/** An answer that needs no web `Response`. */
export interface DirectAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  /** Read to its end, or cancelled. */
  readonly body: Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;
}

/** Answers web requests. */
export interface WebHandler {
  (request: Request): Promise<Response>;
  /** The same without web objects, which cost more than the request itself (none). */
  readonly direct?: (request: DirectRequest) => Promise<Response | DirectAnswer>;
}

/** Answers web requests on somebody's behalf. */
export interface PrincipalHandler<Principal> {
  (request: Request, context: { readonly principal: Principal }): Promise<Response>;
  /** As in {@link WebHandler}. */
  readonly direct?: (
    request: DirectRequest,
    context: { readonly principal: Principal },
  ) => Promise<Response | DirectAnswer>;
}

/** The handler for one request, of somebody whom it need not be told. */
export function onBehalfOf<Principal>(
  handler: PrincipalHandler<Principal>,
  principal: Principal,
): WebHandler {
  const context = { principal };
  const own = (request: Request): Promise<Response> => handler(request, context);
  const { direct } = handler;
  return direct
    ? Object.assign(own, { direct: (request: DirectRequest) => direct(request, context) })
    : own;
}
