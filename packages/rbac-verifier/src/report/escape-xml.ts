import { plainText } from "./plain-text.ts";

/** Text for an element or an attribute of XML, without what XML cannot hold. */
export function escapeXml(text: string): string {
  return plainText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
