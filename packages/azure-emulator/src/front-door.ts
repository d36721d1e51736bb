import type { EmulatedService } from "./azure.ts";
import type { NamedService } from "./azure-services.ts";
import { answerAmidFaults, type FaultQueue } from "./faults.ts";
import { isAzureHost, isLoopback } from "./hosts.ts";
import { parseDirectAddress, withDirectLinks } from "./net/direct-address.ts";
import type { RequestLog } from "./request-log.ts";

/** What lies behind the door. */
export interface FrontDoorOptions {
  readonly byHost: ReadonlyMap<string, NamedService>;
  /** What answers at a path of this machine's own address. */
  readonly onLoopback: (pathname: string) => NamedService;
  /** The page at `http://127.0.0.1/`. */
  readonly overview: () => Response | Promise<Response>;
  readonly log: RequestLog;
  readonly faults: FaultQueue;
}

/** Answers every request that comes in: by its host, on record, and as faults have it. */
export function createFrontDoor(
  options: FrontDoorOptions,
): (request: Request) => Promise<Response> {
  const { byHost, onLoopback, overview, log, faults } = options;

  const enter = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const isHere = isLoopback(url.hostname);
    if (isHere && url.pathname === "/") return overview();
    const direct = isHere ? parseDirectAddress(url, (host) => byHost.has(host)) : undefined;
    if (direct) return withDirectLinks(await enter(new Request(direct.url, request)), direct);
    const found = isHere ? onLoopback(url.pathname) : byHost.get(url.hostname);
    const { name, service } = found ?? { name: "unknown", service: unknownHost };
    const entry = log.add({
      service: name,
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      // files are kept where they were sent, and would fill the memory here
      body: name === "blob" ? "" : await request.clone().text(),
    });
    const response = await answerAmidFaults(faults, { service: name, request }, () =>
      answer(service, request),
    );
    entry.answered(response.status);
    return response;
  };
  return enter;
}

/** A name of Azure's would not resolve; any other must not be reached from here. */
export function statusOfUnknownHost(host: string): number {
  return isAzureHost(host) ? 404 : 403;
}

const unknownHost: EmulatedService = {
  async fetch(request) {
    const { hostname } = new URL(request.url);
    return new Response(`The local Azure has no host ${hostname}.\n`, {
      status: statusOfUnknownHost(hostname),
    });
  },
};

/** A fault of the emulator's own must look like none of Azure's. */
async function answer(service: EmulatedService, request: Request): Promise<Response> {
  try {
    return await service.fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return Response.json({ error: { code: "EmulatorFault", message } }, { status: 500 });
  }
}
