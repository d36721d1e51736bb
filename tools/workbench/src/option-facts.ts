import { parseSync } from "oxc-parser";

/** An option, as its type and its package know it. */
export interface OptionFact {
  /** As in `GuardOptions`. */
  readonly type: string;
  readonly name: string;
  /** Its doc comment in one line. */
  readonly doc: string;
  /** What it is where nobody says, if that is a number, a text or a boolean. */
  readonly fallback: Fallback | undefined;
}

/** A default that can be compared with words. */
export type Fallback = number | string | boolean;

/** A node of the syntax tree, as far as this file reads it. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly [member: string]: unknown;
}

/**
 * The options of a package: the members of its interfaces whose names end in `Options`, and the defaults that they
 * are destructured with, be it in the parameter itself or from it.
 *
 * @param sources Texts by path.
 */
export function readOptionFacts(sources: Readonly<Record<string, string>>): readonly OptionFact[] {
  const members: Omit<OptionFact, "fallback">[] = [];
  const fallbacks = new Map<string, Fallback>();
  for (const [path, text] of Object.entries(sources)) {
    const { program, comments } = parseSync(path, text);
    const docBefore = (start: number): string => {
      const comment = comments.find(
        ({ end }) => end <= start && text.slice(end, start).trim() === "",
      );
      return (comment?.value ?? "").replaceAll(/\s*\n?\s*\*+\s*/g, " ").trim();
    };
    const constants = constantsOf(program as unknown as Node);
    walk(program as unknown as Node, new Map(), {
      member: (type, name, start) => members.push({ type, name, doc: docBefore(start) }),
      fallback(type, name, value) {
        const known = valueOf(value, constants);
        if (known !== undefined) fallbacks.set(`${type}.${name}`, known);
      },
    });
  }
  return members.map(({ type, name, doc }) => ({
    type,
    name,
    doc,
    fallback: fallbacks.get(`${type}.${name}`),
  }));
}

interface Found {
  readonly member: (type: string, name: string, start: number) => void;
  readonly fallback: (type: string, name: string, value: Node) => void;
}

/** @param typeOf The types of the parameters around, by their names. */
function walk(node: Node, typeOf: ReadonlyMap<string, string>, found: Found): void {
  let inner = typeOf;
  if (node.type === "TSInterfaceDeclaration") {
    const type = nameOf(node["id"]);
    for (const { type: kind, key, start } of nodesOf((node["body"] as Node)["body"])) {
      if (type.endsWith("Options") && kind === "TSPropertySignature") {
        found.member(type, nameOf(key), start);
      }
    }
  }
  if (Array.isArray(node["params"])) {
    const own = nodesOf(node["params"]).filter(({ type }) => type === "Identifier");
    inner = new Map([...typeOf, ...own.map((each) => [nameOf(each), annotationOf(each)] as const)]);
  }
  if (node.type === "ObjectPattern") reportFallbacks(node, annotationOf(node), found);
  if (node.type === "VariableDeclarator" && isNode(node["init"]) && isNode(node["id"])) {
    const { init, id } = node as unknown as { init: Node; id: Node };
    const type = init.type === "Identifier" ? typeOf.get(nameOf(init)) : undefined;
    if (id.type === "ObjectPattern" && type !== undefined) reportFallbacks(id, type, found);
  }
  for (const value of Object.values(node)) {
    for (const child of nodesOf(value)) walk(child, inner, found);
  }
}

function reportFallbacks({ properties }: Node, type: string, found: Found): void {
  for (const { key, value } of nodesOf(properties)) {
    if (!isNode(value) || value.type !== "AssignmentPattern" || !isNode(value["right"])) continue;
    found.fallback(type, nameOf(key), value["right"]);
  }
}

/** What the constants of a file are, where they are known without running it. */
function constantsOf({ body }: Node): ReadonlyMap<string, Fallback> {
  const constants = new Map<string, Fallback>();
  for (const statement of nodesOf(body)) {
    for (const { id, init } of nodesOf(statement["declarations"])) {
      const value = isNode(init) ? valueOf(init, constants) : undefined;
      if (value !== undefined) constants.set(nameOf(id), value);
    }
  }
  return constants;
}

function valueOf(node: Node, constants: ReadonlyMap<string, Fallback>): Fallback | undefined {
  const { type, value, left, right, operator } = node;
  if (type === "Literal" && ["number", "string", "boolean"].includes(typeof value)) {
    return value as Fallback;
  }
  if (type === "Identifier") return constants.get(nameOf(node));
  if (type !== "BinaryExpression" || !isNode(left) || !isNode(right)) return undefined;
  const [a, b] = [valueOf(left, constants), valueOf(right, constants)];
  if (typeof a !== "number" || typeof b !== "number") return undefined;
  if (operator === "*") return a * b;
  return operator === "**" ? a ** b : undefined;
}

/** The name of the type that something is declared to have. */
function annotationOf({ typeAnnotation }: Node): string {
  const type = isNode(typeAnnotation) ? typeAnnotation["typeAnnotation"] : undefined;
  return isNode(type) && isNode(type["typeName"]) ? nameOf(type["typeName"]) : "";
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node["name"] === "string" ? node["name"] : "";
}

function nodesOf(value: unknown): readonly Node[] {
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" && value !== null && typeof Reflect.get(value, "type") === "string"
  );
}
