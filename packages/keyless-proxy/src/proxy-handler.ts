import { streamOf, type BodyReader } from "./service-answer.ts";

/** A request as far as a proxy reads it; a web `Request` is one. */
export interface DirectRequest extends Pick<Request, "method" | "url" | "signal"> {
  readonly headers: Pick<Headers, "get" | "has">;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** An answer that is sent as it comes, without a web `Response` around it. */
export interface DirectAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: BodyReader;
}

/** On whose behalf something is asked. */
interface Context<P> {
  readonly principal: P;
}

/** Answers a request of somebody who was let in; what an adapter mounts behind the guard. */
export interface Handler<P> {
  (request: Request, context: Context<P>): Promise<Response>;
  /**
   * The same for a host that has no web request at hand, and would have to make one (none): behind Node,
   * web objects cost more than everything else that a proxy does.
   */
  readonly direct?: DirectHandler<P>;
}

/** Answers as a {@link Handler} does, by web objects only where it has them. */
export type DirectHandler<P> = (
  request: DirectRequest,
  context: Context<P>,
) => Promise<Response | DirectAnswer>;

/** The web form of a handler, which has the other one beside it. */
export function createHandler<P>(direct: DirectHandler<P>): Handler<P> {
  const handler = async (request: Request, context: Context<P>): Promise<Response> =>
    toResponse(await direct(request, context));
  return Object.assign(handler, { direct });
}

/** The web form of an answer. */
export function toResponse(answer: Response | DirectAnswer): Response {
  // not by its class: frameworks put one of their own in its place
  if ("clone" in answer) return answer;
  const { status, headers, body } = answer;
  return new Response(streamOf(body), { status, headers: [...headers] });
}
