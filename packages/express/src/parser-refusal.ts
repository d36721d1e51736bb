const refusals: ReadonlyMap<unknown, readonly [code: string, message: string]> = new Map([
  [400, ["INVALID_REQUEST", "The request or its body is not valid."]],
  [413, ["BODY_TOO_LARGE", "The body is larger than this server takes."]],
  [415, ["UNSUPPORTED_BODY", "The body has an encoding that this server does not read."]],
] as const);

/**
 * The answer to what the HTTP layer or one of Express's body parsers refused; `undefined` for any other
 * error. The messages are ours, since a parser's quotes the body.
 *
 * Both mark their errors with `expose` and a status. A client of Azure leaves a status too, which must never
 * become ours, but never `expose`.
 */
export function toParserRefusal(error: unknown): Response | undefined {
  if (!(error instanceof Error) || Reflect.get(error, "expose") !== true) return undefined;
  if (error.name === "GuardError") return undefined;
  const status: unknown = Reflect.get(error, "status");
  const refusal = refusals.get(status);
  if (!refusal) return undefined;
  const [code, message] = refusal;
  return Response.json(
    { error: { code, message } },
    { status: status as number, headers: { "cache-control": "no-store" } },
  );
}
