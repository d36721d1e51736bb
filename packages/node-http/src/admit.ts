import { asError } from "./as-error.ts";
import { clientLeftSignal, type NodeResponse } from "./client-left-signal.ts";
import { setPrincipal } from "./principal-storage.ts";
import type { NodeRequest } from "./to-web-request.ts";

/**
 * Asks who makes a request, and remembers it: from then on `getPrincipal` knows. Resolves to `false` when the
 * client has left meanwhile, for to nobody there is nothing to say.
 *
 * @throws What `authorize` threw, as an `Error`.
 */
export async function admit(
  incoming: NodeRequest,
  outgoing: NodeResponse,
  authorize: (abortSignal: AbortSignal) => Promise<object>,
): Promise<boolean> {
  const abortSignal = clientLeftSignal(outgoing);
  try {
    setPrincipal(incoming, await authorize(abortSignal));
    return true;
  } catch (thrown) {
    if (abortSignal.aborted) return false;
    throw asError(thrown);
  }
}
