import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect as connectSocket } from "node:net";
import type { Duplex } from "node:stream";
import { overlapsAzure } from "../hosts.ts";

/** The way out to hosts beyond Azure that were allowed by name; all others stay out of reach. */
export interface Outbound {
  /** Whether that host may be reached on that port. */
  allows(host: string, port: number): boolean;
  /** A connection to it, which nobody here reads. */
  connect(host: string, port: number): Promise<Duplex>;
  /** How to ask for a plain `http:` address, for `node:http` or, by its protocol, `node:https`. */
  requestFor(url: URL): Hop;
}

/** Where a connection goes first. */
interface Hop {
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** What the proxy wants to know, and nobody else. */
  readonly headers: Readonly<Record<string, string>>;
  /** The agent that Node shares goes by proxies of its own. */
  readonly agent: false;
}

/**
 * A way out for the hosts that are named, by the proxy that the machine goes out by.
 *
 * @param options.allowedHosts As in `registry.example`, `*.example.com` for all below it, or
 *   `db.example:5432`; without a port, 443 and 80.
 * @param options.upstreamProxy As in `http://proxy.example:8080` (none: directly).
 * @throws TypeError for a name that is none, that takes in a host of Azure's, or a proxy of another kind.
 */
export function createOutbound(options: {
  readonly allowedHosts?: readonly string[] | undefined;
  readonly upstreamProxy?: string | undefined;
}): Outbound {
  const rules = (options.allowedHosts ?? []).map(parseRule);
  const proxy = options.upstreamProxy === undefined ? undefined : parseProxy(options.upstreamProxy);
  return {
    allows: (host, port) => rules.some((rule) => fits(rule, host.toLowerCase(), port)),
    connect: (host, port) => (proxy ? tunnel(proxy, host, port) : direct(host, port)),
    requestFor: (url) =>
      proxy
        ? hopTo(proxy, url.href)
        : {
            protocol: "http:",
            host: url.hostname,
            port: Number(url.port || 80),
            path: `${url.pathname}${url.search}`,
            headers: {},
            agent: false,
          },
  };
}

interface Rule {
  readonly name: string;
  /** Whether all names below it are meant, and not itself. */
  readonly below: boolean;
  readonly ports: readonly number[];
}

function parseRule(text: string): Rule {
  const [, star, name = "", port] =
    /^(\*\.)?([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::(\d{1,5}))?$/.exec(text.toLowerCase()) ?? [];
  if (name === "") {
    throw new TypeError(
      `azure-emulator: "${text}" is no host to allow; name it as in registry.example, *.example.com or db.example:5432`,
    );
  }
  if (overlapsAzure(name)) {
    throw new TypeError(
      `azure-emulator: "${text}" takes in hosts of Azure's, which must never be reached from here`,
    );
  }
  return {
    name,
    below: star !== undefined,
    ports: port === undefined ? [443, 80] : [Number(port)],
  };
}

function fits({ name, below, ports }: Rule, host: string, port: number): boolean {
  return ports.includes(port) && (below ? host.endsWith(`.${name}`) : host === name);
}

function parseProxy(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  // the text may hold a password
  throw new TypeError(
    "azure-emulator: the proxy to go out by must be a URL that begins with http:// or https://",
  );
}

function direct(host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6 */
function tunnel(proxy: URL, host: string, port: number): Promise<Duplex> {
  const send = proxy.protocol === "https:" ? httpsRequest : httpRequest;
  const authority = `${host}:${port}`;
  const { headers, ...hop } = hopTo(proxy, authority);
  return new Promise((resolve, reject) => {
    const request = send({
      ...hop,
      method: "CONNECT",
      headers: { ...headers, host: authority },
    });
    request.once("connect", ({ statusCode }, socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        reject(new Error(`azure-emulator: the proxy answered ${statusCode} for ${authority}`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once("error", reject).end();
  });
}

function hopTo(proxy: URL, path: string): Hop {
  const { protocol, hostname, port, username, password } = proxy;
  const name = decodeURIComponent(username);
  const credentials = Buffer.from(`${name}:${decodeURIComponent(password)}`).toString("base64");
  return {
    protocol,
    // an IPv6 address stands in brackets in a URL only
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port || (protocol === "https:" ? 443 : 80)),
    path,
    agent: false,
    headers: username === "" ? {} : { "proxy-authorization": `Basic ${credentials}` },
  };
}
