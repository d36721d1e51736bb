import type { Fault } from "@entrim/azure-emulator";
import type { Target } from "./target.test.fixture.ts";

/** A fault at certain addresses. */
export type NamedFault = Fault & {
  readonly times: number;
  readonly path: RegExp;
  /** How many requests fare well before (0). */
  readonly after?: number;
};

/**
 * Has something go wrong at a service of the local Azure while something is done, and not after.
 *
 * @param fault For more requests than will come; what is left of it is used up afterwards.
 * @param address A request to this address would meet the fault.
 */
export async function withFault<T>(
  { emulator }: Target,
  fault: NamedFault,
  address: string,
  act: () => Promise<T>,
): Promise<T> {
  const before = emulator.requests.length;
  const { after = 0, ...rest } = fault;
  const { service, host, path } = fault;
  const place = service === undefined ? { host } : { service };
  if (after > 0) emulator.enqueue({ ...place, path, times: after, delayInMs: 1 });
  emulator.enqueue(rest);
  try {
    return await act();
  } finally {
    const met = emulator.requests.slice(before).filter((request) => {
      const { hostname, pathname } = new URL(request.url);
      const isThere = service === undefined ? hostname === host : request.service === service;
      return isThere && path.test(pathname);
    });
    for (let left = after + fault.times - met.length; left > 0; left -= 1) {
      // oxlint-disable-next-line no-await-in-loop -- one request uses up one
      await emulator.fetch(new Request(address)).catch(() => undefined);
    }
  }
}
