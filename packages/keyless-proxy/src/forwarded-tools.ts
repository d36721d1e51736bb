import { notAllowed } from "./member-list.ts";
import { isJsonObject } from "./read-json-body.ts";

/** Tools that the caller runs itself; every other runs at the service, and reaches what is stored or the net. */
const ownTools: ReadonlySet<unknown> = new Set(["function", "custom"]);

/**
 * Tools as they may be forwarded.
 *
 * @throws KeylessProxyError `MEMBER_NOT_ALLOWED` for a tool that the service would run.
 */
export function forwardedTools(tools: unknown): readonly unknown[] {
  if (
    Array.isArray(tools) &&
    tools.every((tool) => isJsonObject(tool) && ownTools.has(tool["type"]))
  ) {
    return tools;
  }
  throw notAllowed("The request has a tool that the service would run");
}
