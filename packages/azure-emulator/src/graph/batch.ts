import { GraphError } from "./graph-error.ts";
import { objectBody } from "./object-body.ts";

/** As many requests as fit in one. */
const maxParts = 20;

interface BatchPart {
  readonly id: string;
  readonly request: Request;
  readonly dependsOn: readonly string[];
}

/** The answer to one part. */
interface BatchAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Answers several requests that came in one. The whole succeeds whatever becomes of its parts.
 *
 * @param answer Answers one part, by the token of the whole.
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
    const before = part.dependsOn.map((id) => answers.get(id));
    answers.set(part.id, answerPart(part, before, answer));
  }
  return { responses: await Promise.all(answers.values()) };
}

async function answerPart(
  { id, request }: BatchPart,
  before: readonly (Promise<BatchAnswer> | undefined)[],
  answer: (part: Request) => Promise<Response>,
): Promise<BatchAnswer> {
  const done = await Promise.all(before);
  if (done.some((earlier) => !earlier || earlier.status >= 400)) {
    return { id, status: 424, body: failedDependency };
  }
  const response = await answer(request);
  const headers = Object.fromEntries(response.headers);
  return { id, status: response.status, headers, body: await bodyOf(response) };
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
  if (!Array.isArray(requests) || requests.length === 0) {
    throw invalidBatch("Invalid batch payload format.");
  }
  if (requests.length > maxParts) {
    throw invalidBatch(`Number of batch requests must not exceed ${maxParts}.`);
  }
  const parts = requests.map((part: unknown) => parsePart(part, request));
  if (new Set(parts.map(({ id }) => id)).size < parts.length) {
    throw invalidBatch("Request IDs in a batch must be unique.");
  }
  return parts;
}

function parsePart(part: unknown, whole: Request): BatchPart {
  const { id, method, url, headers = {}, body, dependsOn = [] } = Object(part);
  const isValid =
    typeof id === "string" &&
    typeof method === "string" &&
    typeof url === "string" &&
    url.startsWith("/") &&
    Array.isArray(dependsOn);
  if (!isValid) throw invalidBatch("Invalid batch payload format.");
  const token = whole.headers.get("authorization");
  return {
    id,
    dependsOn: dependsOn.map(String),
    request: new Request(`${new URL(whole.url).origin}/v1.0${url}`, {
      method,
      // a part cannot bring a token of its own here
      headers: { ...headers, ...(token === null ? {} : { authorization: token }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  };
}

function invalidBatch(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
