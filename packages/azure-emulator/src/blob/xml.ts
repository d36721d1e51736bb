/** Text that is well-formed XML. */
export type Xml = string & { readonly xml: true };

/**
 * An element: a text is escaped, other elements stand as they are.
 *
 * @param attributes By their names (none).
 */
export function element(
  name: string,
  content: string | readonly Xml[],
  attributes: Readonly<Record<string, string>> = {},
): Xml {
  const inner = typeof content === "string" ? escape(content) : content.join("");
  const tag = [
    name,
    ...Object.entries(attributes).map(([key, value]) => `${key}="${escape(value)}"`),
  ];
  return (inner === "" ? `<${tag.join(" ")} />` : `<${tag.join(" ")}>${inner}</${name}>`) as Xml;
}

/** A whole document, as the service writes it. */
export function xmlDocument(
  root: string,
  content: readonly Xml[],
  attributes: Readonly<Record<string, string>> = {},
): string {
  return `<?xml version="1.0" encoding="utf-8"?>${element(root, content, attributes)}`;
}

/** Whether XML can hold a text at all. */
export function fitsXml(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- those are what XML cannot hold
  return !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text);
}

/** By named entities only: parsers of the official clients read no numbers. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Undoes the escaping of a text. */
export function unescape(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
