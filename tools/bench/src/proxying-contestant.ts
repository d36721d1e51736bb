// A child process of proxying-figures.ts: one proxy, loaded by itself. Tells its port, then what it has used
// whenever it is asked.
import { createServer, Agent, request as httpRequest, type RequestListener } from "node:http";
import { globalAgent } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { Guard, Principal } from "@entrim/guard";
import type { Handler } from "@entrim/keyless-proxy";

const [name = "", upstream = "", tenantId = "", appId = ""] = process.argv.slice(2);
const { hostname, port } = new URL(upstream);

/** The proxies by name. */
const contestants: Readonly<Record<string, () => Promise<RequestListener>>> = {
  bare,
  entrim: standAlone,
  "entrim-express": inExpress,
  "http-proxy-middleware": () => assembled({ checksTokens: false }),
  "http-proxy-middleware-jwt": () => assembled({ checksTokens: true }),
};

/** Hands on what comes, and nothing else. */
async function bare(): Promise<RequestListener> {
  const agent = new Agent({ keepAlive: true });
  return (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forwarded = httpRequest(
      { host: hostname, port, method, path: url, headers, agent },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    incoming.pipe(forwarded);
  };
}

/** Whatever is asked of Azure is asked of the service of the bench. */
function inUpstream(input: string | URL | Request): string {
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  return `${upstream}${pathname}${search}`;
}

/** Also what is sent by Node alone: over TLS as the proxy believes, in the clear as with all others here. */
function leadToUpstream(): void {
  Object.assign(globalAgent, { createConnection: () => connect(Number(port), hostname) });
}

const toUpstream: typeof globalThis.fetch = (input, init) => fetch(inUpstream(input), init);

/** The whole of it: tokens verified, groups known, bodies checked, our own token put in place of the caller's. */
async function ours(): Promise<{ readonly guard: Guard; readonly handler: Handler<Principal> }> {
  const { createAccessTokenVerifier } = await import("@entrim/access-token");
  const { createGuard } = await import("@entrim/guard");
  const { createGroupResolver } = await import("@entrim/group-membership");
  const { createOpenAIProxy } = await import("@entrim/keyless-proxy");
  const credential = {
    getToken: () => Promise.resolve({ token: "x".repeat(1500), expiresOnTimestamp: 8e15 }),
  };
  const guard = createGuard({
    verifier: createAccessTokenVerifier({
      tenants: [tenantId],
      audiences: [appId],
      scopes: ["access_as_user"],
      rememberedSignatures: 1000,
      fetch: toUpstream,
    }),
    groups: createGroupResolver({ credential, tokenGroups: "complete", fetch: toUpstream }),
  });
  leadToUpstream();
  const handler = createOpenAIProxy<Principal>({
    endpoint: "https://contoso.openai.azure.com",
    credential,
    deployments: ["gpt-4o"],
    grounded: () => Promise.reject(new Error("nothing is grounded here")),
    ungrounded: "allow",
  });
  return { guard, handler };
}

async function standAlone(): Promise<RequestListener> {
  const { admit, answerRequest, authorizationHeader, getPrincipal, onBehalfOf, sendWebResponse } =
    await import("@entrim/node-http");
  const { toErrorResponse } = await import("@entrim/guard");
  const { guard, handler } = await ours();
  const answer: (...args: Parameters<RequestListener>) => Promise<void> = async (
    incoming,
    outgoing,
  ) => {
    try {
      const isAdmitted = await admit(incoming, outgoing, (abortSignal) =>
        guard.authorize(authorizationHeader(incoming), { abortSignal }),
      );
      if (!isAdmitted) return;
      const principal = getPrincipal(incoming) as Principal;
      await answerRequest(incoming, outgoing, onBehalfOf(handler, principal));
    } catch (error) {
      if (outgoing.headersSent) outgoing.destroy();
      else await sendWebResponse(toErrorResponse(error), outgoing);
    }
  };
  return (incoming, outgoing) => void answer(incoming, outgoing);
}

async function inExpress(): Promise<RequestListener> {
  const { default: express } = await import("express");
  const { errorHandler, mount, requireAccess } = await import("@entrim/express");
  const { guard, handler } = await ours();
  return express().use("/openai", requireAccess(guard), mount(handler)).use(errorHandler());
}

/** What one would put together from what there is. */
async function assembled({
  checksTokens,
}: {
  readonly checksTokens: boolean;
}): Promise<RequestListener> {
  const { default: express } = await import("express");
  const { createProxyMiddleware } = await import("http-proxy-middleware");
  const app = express();
  if (checksTokens) {
    const { auth } = await import("express-oauth2-jwt-bearer");
    app.use(
      auth({
        jwksUri: `${upstream}/${tenantId}/discovery/v2.0/keys`,
        issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
        audience: appId,
      }),
    );
  }
  const agent = new Agent({ keepAlive: true });
  return app.use(createProxyMiddleware({ target: upstream, changeOrigin: true, agent }));
}

/** Portkey's gateway starts a server of its own, on a port that it is told. */
async function startPortkey(): Promise<number> {
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => free.once("listening", resolve));
  const { port: own } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  process.argv.push("--headless", `--port=${own}`);
  console.clear = () => undefined;
  const { log } = console;
  console.log = () => undefined;
  // @ts-expect-error -- it has no types, and no exports
  await import("@portkey-ai/gateway/build/start-server.js");
  console.log = log;
  return own;
}

async function start(): Promise<number> {
  if (name === "portkey") return startPortkey();
  const create = contestants[name];
  if (create === undefined) throw new Error(`there is no contestant ${name}`);
  // a connection that is closed while it rests would be nobody's fault
  const server = createServer({ keepAliveTimeout: 600_000 }, await create());
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

const ownPort = await start();
process.stdout.write(`\n{"port":${ownPort}}\n`);
createInterface(process.stdin)
  .on("line", () => {
    const { user, system } = process.cpuUsage();
    const usage = { processorInUs: user + system, residentInBytes: process.memoryUsage.rss() };
    process.stdout.write(`\n${JSON.stringify(usage)}\n`);
  })
  .on("close", () => process.exit());
