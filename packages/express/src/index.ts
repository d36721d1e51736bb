export { entrim } from "./entrim.ts";
export { errorHandler } from "./error-handler.ts";
export { mount, mountPublic } from "./mount.ts";
export { getPrincipal, requireAccess } from "./require-access.ts";

export type { WebGateway } from "./entrim.ts";
export type { PublicHandler } from "./mount.ts";
export type { RequireAccessOptions } from "./require-access.ts";
