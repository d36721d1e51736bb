import { azure, type PersonName } from "./contoso.test.fixture.ts";
import type { Answer, RawRequest } from "./raw-http.test.fixture.ts";
import type { Target } from "./target.test.fixture.ts";

/** A list of headers, so that one can be there twice. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** How a question is asked. */
export interface ChatOptions {
  /** Who asks (`ada`; undefined for nobody), unless there is an `authorization` or a `token`. */
  readonly person?: PersonName;
  readonly token?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Headers;
  readonly contentType?: string;
  readonly question?: string;
  /** Members of the data source's parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** The body as it is. */
  readonly body?: string | Uint8Array;
}

/** Where both servers answer questions. */
export const chatPath: string = `/openai/deployments/${azure.deployment}/chat/completions?api-version=2024-10-21`;

/** What the deployment is asked. */
export const question = "What is the travel allowance?";

/** The data source as a client of the hosted service would name it. */
export function dataSource(parameters: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    type: "azure_search",
    parameters: {
      endpoint: azure.searchEndpoint,
      index_name: azure.index,
      authentication: { type: "system_assigned_managed_identity" },
      ...parameters,
    },
  };
}

/** The body of a question. */
export function chatBody({
  question: asked = question,
  parameters = {},
  members = {},
}: Pick<ChatOptions, "question" | "parameters" | "members"> = {}): string {
  return JSON.stringify({
    messages: [{ role: "user", content: asked }],
    data_sources: [dataSource(parameters)],
    ...members,
  });
}

/** A question as bytes. */
export async function chatRequest(target: Target, options: ChatOptions = {}): Promise<RawRequest> {
  const { person = "ada", path = chatPath, method = "POST", headers = [] } = options;
  const { token = await target.token(person), contentType = "application/json" } = options;
  return {
    method,
    path,
    headers: [
      ["Content-Type", contentType],
      ...(token === "" ? [] : ([["Authorization", `Bearer ${token}`]] as const)),
      ...headers,
    ],
    body: options.body ?? chatBody(options),
  };
}

/** Asks a question. With an empty token nobody asks. */
export async function chat(target: Target, options: ChatOptions = {}): Promise<Answer> {
  return target.send(await chatRequest(target, options));
}

/** Searches as a client of AI Search does, which only one of the servers lets. */
export async function search(
  target: Target,
  body: unknown,
  options: Pick<ChatOptions, "person" | "token" | "path" | "method" | "headers"> = {},
): Promise<Answer> {
  return chat(target, {
    path: `/indexes/${azure.index}/docs/search?api-version=2024-07-01`,
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...options,
  });
}

/** What a request finds, by the keys of the documents. */
export function keysIn({ text }: Answer): readonly string[] {
  const { value } = JSON.parse(text) as { value: { id: string }[] };
  return value.map(({ id }) => id).toSorted();
}
