import { createCanary, type Canary } from "@entrim/on-your-data";
import type { GatewayOptions, GatewayReadiness } from "../gateway-options.ts";
import type { Grounds } from "./compose-grounds.ts";

/** Watches that the indexes trim; undefined where nobody asked for that. */
export function composeCanary(
  { onError = () => {} }: GatewayOptions,
  { canary }: GatewayReadiness,
  grounds: Grounds,
): Canary | undefined {
  if (!canary) return undefined;
  const { onFailure, ...options } = canary;
  if (typeof onFailure !== "function") {
    throw new TypeError("gateway: readiness.canary needs onFailure, for somebody must be told");
  }
  return createCanary({
    ...grounds,
    ...options,
    onFailure(report) {
      try {
        onFailure(report);
      } catch (error) {
        // thrown between two requests, it would end the process
        onError(error);
      }
    },
  });
}
