export { isKeylessProxyError, KeylessProxyError } from "./keyless-proxy-error.ts";
export { createOpenAIProxy } from "./openai-proxy.ts";
export { createSearchProxy } from "./search-proxy.ts";
export { serviceFetch } from "./service-fetch.ts";
export { createMemoryUsageCounter } from "./usage-counter.ts";

export type { KeylessProxyErrorCode, KeylessProxyErrorOptions } from "./keyless-proxy-error.ts";
export type { OpenAIProxyOptions } from "./openai-proxy.ts";
export type { DirectAnswer, DirectHandler, DirectRequest, Handler } from "./proxy-handler.ts";
export type { BodyReader } from "./service-answer.ts";
export type { LegacyKeys } from "./refuse-key.ts";
export type { SearchableIndex, SearchProxyOptions } from "./search-proxy.ts";
export type { UpstreamOptions } from "./upstream.ts";
export type { MemoryUsageCounterOptions, UsageCounter } from "./usage-counter.ts";
export type { UsageLimits } from "./usage-limits.ts";
