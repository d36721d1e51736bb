import type { EmulatedService } from "./azure.ts";

/** A service that is loaded with its first request: a start does not wait for what nobody asks for. */
export function onDemand(load: () => Promise<EmulatedService>): EmulatedService {
  let loaded: Promise<EmulatedService> | undefined;
  return {
    async fetch(request) {
      loaded ??= load();
      const service = await loaded;
      return service.fetch(request);
    },
  };
}
