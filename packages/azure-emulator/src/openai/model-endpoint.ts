import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import { isLoopback } from "../hosts.ts";
import type { SeedDeployment } from "../seed.ts";
import type { OpenAIRoute } from "./openai-route.ts";
import type { RequestBody } from "./request-body.ts";

const paths: Partial<Record<OpenAIRoute["operation"], string>> = {
  chat: "chat/completions",
  completions: "completions",
  embeddings: "embeddings",
  "responses/create": "responses",
};

/** The path at a model server for an operation; `undefined` if it is not passed on. */
export function endpointPathOf({ operation }: OpenAIRoute): string | undefined {
  return paths[operation];
}

/**
 * Sees to it that a deployment points at a server that may be reached.
 *
 * @param allows Whether a host beyond this machine may be reached on a port.
 * @throws TypeError that names the remedy.
 */
export function requireReachableEndpoint(
  { name, endpoint }: SeedDeployment,
  allows: (host: string, port: number) => boolean,
): void {
  if (!endpoint) return;
  const url = URL.canParse(endpoint.url) ? new URL(endpoint.url) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new TypeError(
      `azure-emulator: the endpoint of the deployment "${name}" must be a URL without a password, as in http://127.0.0.1:11434/v1`,
    );
  }
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  if (isLoopback(url.hostname)) return;
  if (url.protocol === "https:" && allows(url.hostname, port)) return;
  throw new TypeError(
    `azure-emulator: the endpoint of the deployment "${name}" is at ${url.host}, which was not allowed; reach it over https and add it to allowedHosts (--allow-host)`,
  );
}

/**
 * Has a server that speaks as OpenAI does answer in place of the stand-in. Neither the token nor any other
 * header of the caller goes there.
 */
export async function askEndpoint(
  { signal }: Request,
  options: {
    readonly endpoint: NonNullable<SeedDeployment["endpoint"]>;
    readonly path: string;
    readonly body: RequestBody;
  },
): Promise<Response> {
  const { endpoint, path, body } = options;
  const url = `${endpoint.url.replace(/\/+$/, "")}/${path}`;
  try {
    const answer = await post(url, JSON.stringify({ ...body, model: endpoint.model }), signal);
    const { statusCode: status = 0, headers } = answer;
    // a server that was allowed must not send on to one that was not
    if (status < 200 || (status >= 300 && status < 400)) throw new Error("It is no answer.");
    const type = headers["content-type"] ?? "application/json";
    return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, {
      status,
      headers: { "content-type": type },
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const message = `The endpoint ${endpoint.url} that the deployment points at did not answer.`;
    return Response.json({ error: { code: "EndpointUnreachable", message } }, { status: 502 });
  }
}

function post(url: string, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  const send = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    // the agents that Node shares may go by proxies, and by this one among them
    send(url, { method: "POST", headers, signal, agent: false }, resolve)
      .once("error", reject)
      .end(body);
  });
}
