import { SaxesParser } from "saxes";
import { IngestionError } from "../ingestion-error.ts";
import { malformed, tooDeep, tooLarge, type DocumentLimits } from "./document-limits.ts";

/** An element; names are without their prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

/**
 * Reads a part of an office document. A document type declaration is refused, so there are no entities.
 *
 * @throws IngestionError
 */
export function parseXml(bytes: Uint8Array, limits: DocumentLimits): XmlElement {
  interface Open extends XmlElement {
    readonly children: (XmlElement | string)[];
  }
  const root: Open = { name: "", attributes: {}, children: [] };
  const open: Open[] = [root];
  let nodes = 0;
  // nobody is told of lines and columns, and to count them takes time
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on("error", (error) => {
    throw malformed("XML", error);
  });
  parser.on("doctype", () => {
    throw new IngestionError(
      "DOCUMENT_HAS_DTD",
      "The document declares entities of its own, which office documents do not.",
    );
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (open.length > limits.maxDepth) throw tooDeep();
    if (++nodes > limits.maxNodes) throw tooLarge("elements");
    const element: Open = {
      name: localName(name),
      attributes: withLocalNames(attributes),
      children: [],
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => open.at(-1)?.children.push(text));
  parser.on("cdata", (text) => open.at(-1)?.children.push(text));
  parser.on("closetag", () => open.pop());
  parser.write(new TextDecoder().decode(bytes)).close();
  const top = root.children.find((child) => typeof child !== "string");
  if (top === undefined) throw malformed("XML");
  return top;
}

/** The elements right within one, those of some names. */
export function childrenOf(element: XmlElement | undefined, ...names: string[]): XmlElement[] {
  return (element?.children ?? []).filter(
    (child): child is XmlElement => typeof child !== "string" && names.includes(child.name),
  );
}

/** The first element of a path of names. */
export function descend(
  element: XmlElement | undefined,
  ...path: string[]
): XmlElement | undefined {
  let found = element;
  for (const name of path) {
    const isThis = (child: XmlElement | string): child is XmlElement =>
      typeof child !== "string" && child.name === name;
    found = found?.children.find(isThis);
  }
  return found;
}

/** All elements of a name, however deep, but none within another of them. */
export function allOf(element: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const visit = (each: XmlElement): void => {
    for (const child of each.children) {
      if (typeof child === "string") continue;
      if (child.name === name) found.push(child);
      else visit(child);
    }
  };
  visit(element);
  return found;
}

/** The text within an element itself. */
export function textOf(element: XmlElement | undefined): string {
  return (element?.children ?? []).filter((child) => typeof child === "string").join("");
}

const noAttributes: Readonly<Record<string, string>> = {};

function withLocalNames(
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(attributes);
  // most elements of a document have none
  return entries.length === 0
    ? noAttributes
    : Object.fromEntries(entries.map(([name, value]) => [localName(name), value]));
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
