import { createMemberList, notAllowed, type MemberList } from "./member-list.ts";
import { isJsonObject, type JsonObject } from "./read-json-body.ts";

/** The parts of a content by their type. What is not here names something stored, or an address to fetch. */
const parts: Readonly<Record<string, MemberList>> = {
  text: createMemberList("type text"),
  refusal: createMemberList("type refusal"),
  image_url: createMemberList("type image_url"),
  input_audio: createMemberList("type input_audio"),
  file: createMemberList("type file"),
  input_text: createMemberList("type text"),
  output_text: createMemberList("type text", { dropped: "annotations logprobs" }),
  input_image: createMemberList("type image_url detail"),
  input_file: createMemberList("type file_data filename"),
};

/** What an object within a part may hold. */
const within: Readonly<Record<string, MemberList>> = {
  image_url: createMemberList("url detail"),
  input_audio: createMemberList("data format"),
  file: createMemberList("file_data filename"),
};

/**
 * The content of a message as it may be forwarded.
 *
 * @throws KeylessProxyError `MEMBER_NOT_ALLOWED` for a stored file, an address that the service would fetch,
 *   and whatever is unknown.
 */
export function forwardedContent(content: unknown): unknown {
  if (!Array.isArray(content)) {
    if (typeof content === "string" || content === undefined || content === null) return content;
    throw notAllowed("A content is neither text nor a list of parts");
  }
  return content.map((part: unknown) => forwardedPart(part));
}

function forwardedPart(part: unknown): JsonObject {
  const type = isJsonObject(part) ? part["type"] : undefined;
  const take = typeof type === "string" && Object.hasOwn(parts, type) ? parts[type] : undefined;
  if (!take) throw notAllowed("A content has a part of a type that is not forwarded");
  const taken = Object.entries(take(part)).map(([name, value]) => {
    const list = Object.hasOwn(within, name) ? within[name] : undefined;
    return [name, list && isJsonObject(value) ? list(value) : value] as const;
  });
  const forwarded = Object.fromEntries(taken);
  requireInline(forwarded);
  return forwarded;
}

/** An image is part of the request, or it is not seen at all. */
function requireInline({ image_url: image }: JsonObject): void {
  if (image === undefined) return;
  const url = isJsonObject(image) ? image["url"] : image;
  if (typeof url === "string" && url.startsWith("data:")) return;
  throw notAllowed("An image is named by an address; send it as data:");
}
