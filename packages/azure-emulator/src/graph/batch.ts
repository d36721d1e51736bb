import { z } from "zod";
import { GraphError } from "./graph-error.ts";
import { objectBody } from "./object-body.ts";

/** As many requests as fit in one. */
const maxParts = 20;

const jsonPart = z.object({
  id: z.string(),
  method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]),
  /** What follows the version. */
  url: z.string().startsWith("/"),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).default([]),
});

type JsonPart = z.infer<typeof jsonPart>;

interface BatchPart {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly request: Request;
}

/** The answer to one part. */
interface BatchAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Answers several requests that came in one. The whole succeeds whatever becomes of its parts.
 *
 * @param answer Answers one part as asked by the caller of the whole, whatever token it brings itself.
 * @throws GraphError for a batch that cannot be read.
 * @see https://learn.microsoft.com/graph/json-batching
 */
export async function answerBatch(
  request: Request,
  answer: (part: Request) => Promise<Response>,
): Promise<{ readonly responses: readonly BatchAnswer[] }> {
  const answers = new Map<string, Promise<BatchAnswer>>();
  for (const part of await parseBatch(request)) {
    // parts that stand further down are not there yet: to wait for one is to fail
    const before = part.dependsOn.map(async (id) => answers.get(id));
    answers.set(part.id, answerPart(part, before, answer));
  }
  return { responses: await Promise.all(answers.values()) };
}

async function answerPart(
  { id, request }: BatchPart,
  before: readonly Promise<BatchAnswer | undefined>[],
  answer: (part: Request) => Promise<Response>,
): Promise<BatchAnswer> {
  const done = await Promise.all(before);
  if (done.some((earlier) => !earlier || earlier.status >= 400)) {
    const headers = { "Content-Type": "application/json" };
    return { id, status: 424, headers, body: failedDependency };
  }
  const response = await answer(request);
  const headers = Object.fromEntries(
    [...response.headers].map(([name, value]) => [writtenName(name), value]),
  );
  // the official client makes a response of it, which can have no body, not even an empty one, with a 204
  const body = response.body === null ? {} : { body: await bodyOf(response) };
  return { id, status: response.status, headers, ...body };
}

/** As Graph writes the names of headers in a batch, where the official client looks for `Content-Type`. */
function writtenName(name: string): string {
  if (/^x-|request-id$/.test(name)) return name;
  return name.replace(/^odata|(?<=^|-)[a-z]/g, (part) =>
    part === "odata" ? "OData" : part.toUpperCase(),
  );
}

const failedDependency = {
  error: {
    code: "FailedDependency",
    message: "The request was not executed because it depends on a request that failed.",
  },
};

async function bodyOf(response: Response): Promise<unknown> {
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return isJson ? response.json() : response.text();
}

async function parseBatch(request: Request): Promise<readonly BatchPart[]> {
  const { requests } = await objectBody(request);
  const { data: parts = [] } = z.array(jsonPart).safeParse(requests);
  if (parts.length === 0) throw invalidBatch("Invalid batch payload format.");
  if (parts.length > maxParts) {
    throw invalidBatch(`Number of batch requests must not exceed ${maxParts}.`);
  }
  if (new Set(parts.map(({ id }) => id)).size < parts.length) {
    throw invalidBatch("Request IDs in a batch must be unique.");
  }
  return parts.map((part) => ({
    id: part.id,
    dependsOn: part.dependsOn,
    request: requestOf(part, request),
  }));
}

function requestOf({ method, url, headers: own, body }: JsonPart, whole: Request): Request {
  const headers = headersOf(own);
  const address = `${new URL(whole.url).origin}/v1.0${url}`;
  if (body === undefined) return new Request(address, { method, headers });
  if (method === "GET") throw invalidBatch("A GET request in a batch cannot have a body.");
  return new Request(address, { method, headers, body: JSON.stringify(body) });
}

function headersOf(headers: Readonly<Record<string, string>>): Headers {
  try {
    return new Headers(headers);
  } catch {
    throw invalidBatch("Invalid batch payload format.");
  }
}

function invalidBatch(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
