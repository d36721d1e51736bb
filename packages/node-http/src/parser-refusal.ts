const refusals: ReadonlyMap<unknown, readonly [code: string, message: string]> = new Map([
  [400, ["INVALID_REQUEST", "The request or its body is not valid."]],
  [413, ["BODY_TOO_LARGE", "The body is larger than this server takes."]],
  [415, ["UNSUPPORTED_BODY", "The body has an encoding that this server does not read."]],
] as const);

/**
 * The answer to what the HTTP layer or a body parser of Express or Koa refused; `undefined` for any other
 * error. The messages are ours, since a parser's quotes the body.
 */
export function toParserRefusal(error: unknown): Response | undefined {
  if (!(error instanceof Error) || !isRefusal(error)) return undefined;
  const status: unknown = Reflect.get(error, "status");
  const refusal = refusals.get(status);
  if (!refusal) return undefined;
  const [code, message] = refusal;
  return Response.json(
    { error: { code, message } },
    { status: status as number, headers: { "cache-control": "no-store" } },
  );
}

/**
 * A client of Azure leaves a status on its errors too, which must never become ours, but never `expose`, as
 * Node's HTTP layer, Express's parsers and most of Koa's do.
 */
function isRefusal(error: Error): boolean {
  if (error.name === "GuardError") return false;
  return Reflect.get(error, "expose") === true || isUnmarkedRefusal(error);
}

/**
 * Those that are left unmarked: by Koa's parser broken JSON, which it attaches, and an unknown encoding; by
 * Express's router a path that nobody can decode.
 */
function isUnmarkedRefusal(error: Error): boolean {
  if (error instanceof URIError) return true;
  return error instanceof SyntaxError
    ? typeof Reflect.get(error, "body") === "string"
    : error.message.startsWith("Unsupported Content-Encoding: ");
}
