import type { NodeRequest } from "./to-web-request.ts";

/**
 * The value of a header, `undefined` without one. Several are joined as in a web request, by a comma: Node
 * hides a second one of some names behind the first, and whoever decides must see that there are two.
 *
 * @param name In lower case.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.3
 */
export function rawHeader({ rawHeaders }: NodeRequest, name: string): string | undefined {
  const separator = name === "cookie" ? "; " : ", ";
  let joined: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const own = rawHeaders[at] ?? "";
    // most names are of another length, which is seen without writing them in lower case
    if (own.length !== name.length || own.toLowerCase() !== name) continue;
    const value = rawHeaders[at + 1] ?? "";
    joined = joined === undefined ? value : `${joined}${separator}${value}`;
  }
  return joined;
}
