export { createGateway } from "./gateway.ts";

export type { Gateway } from "./gateway.ts";
export type {
  GatewayAccess,
  GatewayOpenAI,
  GatewayOptions,
  GatewaySearch,
} from "./gateway-options.ts";
export type { GatewayRoute } from "./gateway-route.ts";
