import type { Fault } from "@entrim/azure-emulator";
import type { Target } from "./target.test.fixture.ts";

/** A fault with an answer of its own. */
type NamedFault = Fault & { readonly times: number; readonly path: RegExp };

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
  emulator.enqueue(fault);
  try {
    return await act();
  } finally {
    const met = emulator.requests.slice(before).filter(({ service, url }) => {
      const { hostname, pathname } = new URL(url);
      const isThere = fault.service === undefined ? hostname === fault.host : service === fault.service;
      return isThere && fault.path.test(pathname);
    });
    for (let left = fault.times - met.length; left > 0; left -= 1) {
      // oxlint-disable-next-line no-await-in-loop -- one request uses up one
      await emulator.fetch(new Request(address)).catch(() => undefined);
    }
  }
}
