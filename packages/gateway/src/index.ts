export { createGateway } from "./gateway.ts";
export { findRoute } from "./gateway-route.ts";

export type { CallerRule } from "./caller-rule.ts";
export type { Gateway, GatewayFetch, GatewayRequest } from "./gateway.ts";
export type {
  GatewayAccess,
  GatewayDocuments,
  GatewayExplain,
  GatewayGroupChanges,
  GatewayJobs,
  GatewayOpenAI,
  GatewayOptions,
  GatewayReadiness,
  GatewaySearch,
  GatewaySkill,
  GatewaySkillOffer,
} from "./gateway-options.ts";
export type { GatewayRoute } from "./gateway-route.ts";
