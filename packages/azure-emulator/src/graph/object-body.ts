import { GraphError } from "./graph-error.ts";

/**
 * The object that a request carries as JSON.
 *
 * @throws GraphError if it carries anything else.
 */
export async function objectBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw new GraphError(
      400,
      "Request_BadRequest",
      "Write requests (excluding DELETE) must contain the Content-Type header declaration.",
    );
  }
  const text = await request.text();
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return { ...body };
  } catch {
    // the same as any other body that is no object
  }
  throw new GraphError(
    400,
    "BadRequest",
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}
