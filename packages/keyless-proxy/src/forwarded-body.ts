import { forwardedChat } from "./chat-body.ts";
import { createMemberList } from "./member-list.ts";
import type { OpenAIRoute } from "./openai-route.ts";
import type { JsonObject } from "./read-json-body.ts";
import { forwardedResponse } from "./responses-body.ts";

const takeEmbedding = createMemberList("input model encoding_format dimensions", {
  dropped: "user",
});

/** From this version on, dated versions know `store`. */
const firstVersionWithStore = "2024-10-01-preview";

/**
 * What of a body goes on. Whatever is unknown is refused, for all callers are one identity upstream: what one
 * of them could store there, another could read.
 *
 * @throws KeylessProxyError `MEMBER_NOT_ALLOWED`
 */
export function forwardedBody(
  { operation, apiVersion }: Pick<OpenAIRoute, "operation" | "apiVersion">,
  body: JsonObject,
): JsonObject {
  switch (operation) {
    case "chat/completions":
      return { ...forwardedChat(body), ...(knowsStore(apiVersion) && { store: false }) };
    case "embeddings":
      return takeEmbedding(body);
    case "responses":
      return forwardedResponse(body);
    // neither is asked upstream
    case "completions":
    case "models":
      return {};
  }
}

/** Where it is unknown nothing is stored, and to name it is an error. */
function knowsStore(apiVersion: string | undefined): boolean {
  if (apiVersion === undefined) return true;
  return apiVersion.endsWith("-preview") && apiVersion >= firstVersionWithStore;
}
