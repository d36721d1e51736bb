import { once } from "node:events";
import { Agent, createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { FetchHandler } from "@entrim/guard";
import { afterEach, expect } from "vitest";
import {
  openInProcess,
  openOverSocket,
  type Answer,
  type Exchange,
  type Sent,
} from "./exchange.test.fixture.ts";
import type { Host, HostSetup } from "./host.test.fixture.ts";
import { createTestGuard } from "./test-guard.test.fixture.ts";

/** A host at work. */
export interface RunningHost {
  /** Where the handler is: origin and prefix. */
  readonly address: string;
  /** Begins a request. */
  readonly open: (sent?: Sent) => Exchange;
  /** A request and the head of its answer. */
  readonly send: (sent?: Sent) => Promise<Answer>;
  /** What the host has reported, once it has reported so much; the test then owes nothing for it. */
  readonly reports: (count: number) => Promise<readonly unknown[]>;
}

const closings: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closings.splice(0).map((close) => close()));
});

/** Puts a handler behind the host, until the test is over; by then no error may be left unexpected. */
export async function run(host: Host, handler: FetchHandler): Promise<RunningHost> {
  const reported: unknown[] = [];
  const report = (error: unknown): void => void reported.push(error);
  const setup = { guard: createTestGuard(), handler, report };
  const { origin, open, close } = await start(host, setup);
  closings.push(async () => {
    await close();
    expect(reported, "reported without need").toEqual([]);
  });
  const { prefix = "" } = host;
  const openComplete = ({ method, target = "/", headers = [], body = "" }: Sent = {}): Exchange =>
    open({
      method: method ?? "GET",
      target: target.startsWith("/") ? `${prefix}${target}` : target,
      headers: headers.some(([name]) => name.toLowerCase() === "authorization")
        ? headers
        : [["authorization", "Bearer ada"], ...headers],
      body,
    });
  return {
    address: `${origin}${prefix}`,
    open: openComplete,
    send: (sent) => openComplete(sent).answer,
    async reports(count) {
      await expect.poll(() => reported.length, { timeout: 5000 }).toBe(count);
      return reported.splice(0);
    },
  };
}

interface Started {
  readonly origin: string;
  readonly open: (sent: Required<Sent>) => Exchange;
  readonly close: () => Promise<void>;
}

async function start(host: Host, setup: HostSetup): Promise<Started> {
  return "listen" in host ? startServer(host.listen(setup)) : startInProcess(host.answer(setup));
}

async function startServer(listener: RequestListener): Promise<Started> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  return {
    origin,
    open: (sent) => openOverSocket(origin, agent, sent),
    async close() {
      const closed = once(server, "close");
      server.close();
      // the client first, which a host must take without complaint
      agent.destroy();
      await closed;
    },
  };
}

function startInProcess(answer: (request: Request) => Promise<Response>): Started {
  const origin = "http://chat.example";
  return {
    origin,
    open: (sent) => openInProcess(origin, answer, sent),
    close: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
