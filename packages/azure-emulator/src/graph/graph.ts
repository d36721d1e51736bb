import type { Azure, EmulatedService } from "../azure.ts";
import { GraphError, graphErrorResponse } from "./graph-error.ts";

/** Microsoft Graph. */
export function createGraph({ clock }: Azure): EmulatedService {
  return {
    async fetch(request) {
      const error = new GraphError(404, "Request_ResourceNotFound", "Nothing is here yet.");
      return graphErrorResponse(error, request, clock.now());
    },
  };
}
