import { isJsonObject } from "../../json-object.ts";
import { everyElement, type AnnotationPath } from "./annotation-path.ts";

/**
 * A value with what skills have hung onto it: of a page that is a text, its vector. Elements and members
 * become nodes of their own only when a path leads there.
 */
export interface EnrichedNode {
  readonly value: unknown;
  readonly members: Map<string, EnrichedNode>;
  items: readonly EnrichedNode[] | undefined;
}

/** A value that nothing hangs onto yet. */
export function createNode(value: unknown): EnrichedNode {
  return { value, members: new Map(), items: undefined };
}

/** The value with what hangs onto it, as far as JSON can hold that: onto texts and numbers it cannot. */
function plainValue(node: EnrichedNode): unknown {
  const { value, members, items } = node;
  if (items) return items.map(plainValue);
  if (members.size === 0) return value;
  const hung = Object.fromEntries([...members].map(([name, member]) => [name, plainValue(member)]));
  if (isJsonObject(value)) return { ...value, ...hung };
  return value === undefined || value === null ? hung : value;
}

/** One place that a path with stars leads to. */
export interface EnrichedPlace {
  readonly node: EnrichedNode;
  /** Which element each star of the path stands for. */
  readonly indexes: readonly number[];
}

/** All places that a path leads to. */
export function placesAt(root: EnrichedNode, path: AnnotationPath): readonly EnrichedPlace[] {
  let places: readonly EnrichedPlace[] = [{ node: root, indexes: [] }];
  for (const part of path) {
    places = places.flatMap(({ node, indexes }) => {
      if (part === everyElement) {
        return itemsOf(node).map((item, index) => ({ node: item, indexes: [...indexes, index] }));
      }
      const member = memberOf(node, part);
      return member ? [{ node: member, indexes }] : [];
    });
  }
  return places.filter(({ node }) => (node.value ?? null) !== null || node.members.size > 0);
}

/** From where a path is looked at: its stars stand for the same elements as those of the context. */
export interface EnrichmentScope {
  readonly root: EnrichedNode;
  readonly context: AnnotationPath;
  readonly indexes: readonly number[];
}

/**
 * The value that a path leads to, seen from a context. Stars that the context does not have make a list of
 * all that they stand for.
 *
 * @returns `undefined` where there is nothing.
 */
export function valueAt(scope: EnrichmentScope, path: AnnotationPath): unknown {
  const { root, context, indexes } = scope;
  let node: EnrichedNode | undefined = root;
  let star = 0;
  let at = 0;
  for (; at < path.length && path[at] === context[at]; at += 1) {
    const part = path[at] ?? "";
    if (part === everyElement) {
      node = itemsOf(node)[indexes[star] ?? -1];
      star += 1;
    } else {
      node = memberOf(node, part);
    }
    if (!node) return undefined;
  }
  const rest = path.slice(at);
  const places = placesAt(node, rest);
  if (rest.includes(everyElement)) {
    return leadsToList(node, rest) ? places.map((place) => plainValue(place.node)) : undefined;
  }
  const [place] = places;
  return place && plainValue(place.node);
}

/** Whether the first star of a path meets a list, however short. */
function leadsToList(node: EnrichedNode, path: AnnotationPath): boolean {
  const [place] = placesAt(node, path.slice(0, path.indexOf(everyElement)));
  return place !== undefined && Array.isArray(place.node.value);
}

function memberOf(node: EnrichedNode, name: string): EnrichedNode | undefined {
  const known = node.members.get(name);
  if (known) return known;
  const { value } = node;
  if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
  const member = createNode(value[name]);
  node.members.set(name, member);
  return member;
}

function itemsOf(node: EnrichedNode): readonly EnrichedNode[] {
  if (!Array.isArray(node.value)) return [];
  node.items ??= node.value.map(createNode);
  return node.items;
}
