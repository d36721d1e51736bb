import { parse, type DefaultTreeAdapterTypes } from "parse5";
import { isIngestionError } from "../ingestion-error.ts";
import { requirePublicUrl } from "./public-url.ts";

type Node = DefaultTreeAdapterTypes.Node;

/** What a page says to robots, and where it leads. */
export interface PageLinks {
  /** Pages of the same host, in their order, each once. */
  readonly links: readonly URL[];
  /** Whether it asks not to be found (`noindex`). */
  readonly isHidden: boolean;
}

/** Reads the links of a page; one that asks not to be followed (`nofollow`) has none. */
export function readPageLinks(html: string, url: URL, headers: Headers): PageLinks {
  const found = new Map<string, URL>();
  const said = [headers.get("x-robots-tag") ?? ""];
  let base = url;
  // a list of its own, for pages may be deep
  const open: Node[] = [parse(html)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ("childNodes" in node) open.push(...node.childNodes.toReversed());
    if (!("attrs" in node)) continue;
    const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]));
    const href = attributes.get("href");
    if (node.tagName === "meta" && attributes.get("name")?.toLowerCase() === "robots") {
      said.push(attributes.get("content") ?? "");
    } else if (node.tagName === "base" && href !== undefined) {
      base = publicUrl(href, url) ?? base;
    } else if (node.tagName === "a" && href !== undefined && !isNoFollow(attributes.get("rel"))) {
      const link = publicUrl(href, base);
      if (link?.host === url.host) found.set(link.href, link);
    }
  }
  const words = new Set(said.flatMap((text) => text.toLowerCase().split(/[\s,:;]+/)));
  const isClosed = words.has("nofollow") || words.has("none");
  found.delete(url.href);
  return {
    links: isClosed ? [] : [...found.values()],
    isHidden: words.has("noindex") || words.has("none"),
  };
}

function isNoFollow(rel = ""): boolean {
  return rel.toLowerCase().split(/\s+/).includes("nofollow");
}

function publicUrl(text: string, base: URL): URL | undefined {
  try {
    return requirePublicUrl(text, base);
  } catch (error) {
    if (isIngestionError(error)) return undefined;
    throw error;
  }
}
