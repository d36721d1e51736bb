import { createHash } from "node:crypto";
import { plannedPrincipal } from "./planned-resource.ts";
import { nameOf } from "./resource-id.ts";
import { typeOf } from "./to-arm-resource.ts";
import { valueAt, type Json } from "./read-path.ts";
import { parseTemplateExpression, type TemplateExpression } from "./template-expression.ts";

/** Where a template is deployed to, and what its expressions may name. */
export interface TemplateScope {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** Values and defaults by name, not evaluated yet. */
  readonly parameters: Json;
  readonly variables: Json;
  /** Ids of resources by symbolic name in lower case. */
  readonly symbols: ReadonlyMap<string, string>;
  /** The outputs of a deployment in the template, by its name in lower case. */
  readonly outputsOf: (deployment: string) => Json;
  /** The number of the copy (none). */
  readonly copyIndex?: number;
}

/** More text than this is nobody's setting. */
const maxLength = 100_000;
const maxDepth = 40;

/** A resource that an expression refers to. */
class Reference {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

/**
 * The values of a template as far as the template itself tells them. What is known only in Azure, as the address
 * of an endpoint, is left out, so that it is unknown. The identities of resources that do not exist yet get
 * stand-ins.
 */
export function evaluateTemplate(value: Json, scope: TemplateScope, depth = 0): Json {
  if (depth > maxDepth) return undefined;
  if (typeof value === "string") return plain(evaluateText(value, scope, depth));
  if (Array.isArray(value)) {
    const known = value.map((one: unknown) => evaluateTemplate(one, scope, depth + 1));
    // a list of which something is unknown may be any list
    return known.includes(undefined) ? undefined : known;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
      const known = evaluateTemplate(one, scope, depth + 1);
      const key = plain(evaluateText(name, scope, depth));
      return known === undefined || typeof key !== "string" ? [] : [[key, known]];
    }),
  );
}

function evaluateText(text: string, scope: TemplateScope, depth: number): unknown {
  if (!text.startsWith("[") || !text.endsWith("]")) return text;
  if (text.startsWith("[[")) return text.slice(1);
  const expression = parseTemplateExpression(text.slice(1, -1));
  return expression === undefined ? undefined : evaluate(expression, scope, depth + 1);
}

function plain(value: unknown): Json {
  if (typeof value === "string" && value.length > maxLength) return undefined;
  return value instanceof Reference ? undefined : value;
}

function evaluate(expression: TemplateExpression, scope: TemplateScope, depth: number): unknown {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "member": {
      const of = evaluate(expression.of, scope, depth + 1);
      const member = evaluate(expression.member, scope, depth + 1);
      if (of instanceof Reference) return memberOf(of, String(member), scope);
      if (Array.isArray(of)) return typeof member === "number" ? of[member] : undefined;
      return typeof member === "string" ? valueAt(of, member) : undefined;
    }
    case "call":
      return call(expression, scope, depth);
  }
}

/** Of a resource that does not exist yet only its identity is foreseen. */
function memberOf(of: Reference, member: string, scope: TemplateScope): unknown {
  const name = member.toLowerCase();
  if (name === "outputs") return scope.outputsOf(nameOf(of.id).toLowerCase());
  if (name === "identity" || name === "properties") return of;
  if (name === "id" || name === "resourceid") return of.id;
  return name === "principalid" ? plannedPrincipal(of.id) : undefined;
}

function call(
  { name, values }: Extract<TemplateExpression, { kind: "call" }>,
  scope: TemplateScope,
  depth: number,
): unknown {
  const given = (index: number): unknown => {
    const value = values[index];
    return value === undefined ? undefined : evaluate(value, scope, depth + 1);
  };
  const all = (): unknown[] => values.map((_, index) => given(index));
  switch (name) {
    case "parameters": {
      const parameter = valueAt(scope.parameters, String(given(0)));
      const value = valueAt(parameter, "value") ?? valueAt(parameter, "defaultValue");
      return evaluateTemplate(value, scope, depth + 1);
    }
    case "variables":
      return evaluateTemplate(valueAt(scope.variables, String(given(0))), scope, depth + 1);
    case "if":
      switch (given(0)) {
        case true:
          return given(1);
        case false:
          return given(2);
        default:
          return undefined;
      }
    case "reference": {
      const target = given(0);
      if (typeof target !== "string") return undefined;
      const id = target.startsWith("/") ? target : scope.symbols.get(target.toLowerCase());
      return id === undefined ? undefined : new Reference(id);
    }
    case "copyindex": {
      const offset = typeof given(0) === "number" ? given(0) : given(1);
      return scope.copyIndex === undefined
        ? undefined
        : scope.copyIndex + (typeof offset === "number" ? offset : 0);
    }
    case "resourcegroup":
      return {
        id: `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup}`,
        name: scope.resourceGroup,
      };
    case "subscription":
      return {
        id: `/subscriptions/${scope.subscriptionId}`,
        subscriptionId: scope.subscriptionId,
      };
    case "true":
      return true;
    case "false":
      return false;
    case "createarray":
      return all().filter((one) => one !== undefined);
    case "coalesce":
      return all().find((one) => one !== undefined && one !== null);
    case "equals": {
      const [left, right] = all();
      return left === undefined || right === undefined ? undefined : isEqual(left, right);
    }
    case "not":
      return typeof given(0) === "boolean" ? !(given(0) as boolean) : undefined;
    case "and":
      return all().includes(false) ? false : all().every((one) => one === true) || undefined;
    case "or":
      return all().includes(true) ? true : all().every((one) => one === false) ? false : undefined;
    case "empty": {
      const value = given(0);
      if (value === undefined || value instanceof Reference) return undefined;
      return value === null || value === "" || (value as { length?: number }).length === 0;
    }
  }
  return callOfTexts(name, all(), scope);
}

function callOfTexts(name: string, values: unknown[], scope: TemplateScope): unknown {
  if (values.some((one) => one === undefined || one instanceof Reference)) return undefined;
  const texts = values.map(String);
  const [first = "", ...rest] = texts;
  const group = `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup}`;
  switch (name) {
    case "concat":
      return values.every(Array.isArray) ? values.flat() : texts.join("");
    case "format":
      return first.replaceAll(/\{(\d+)\}/g, (_, index) => rest[Number(index)] ?? "");
    case "tolower":
      return first.toLowerCase();
    case "toupper":
      return first.toUpperCase();
    case "string":
      return first;
    case "uniquestring":
      // not Azure's own, but as constant
      return createHash("sha256").update(texts.join("|")).digest("hex").slice(0, 13);
    case "guid":
      return plannedPrincipal(`/guid/${texts.join("|")}`);
    case "take":
      return first.slice(0, Number(rest[0]));
    case "replace":
      return first.replaceAll(rest[0] ?? "", rest[1] ?? "");
    case "resourceid":
      return resourceIdOf(texts, scope);
    case "subscriptionresourceid":
      return idOf(`/subscriptions/${scope.subscriptionId}`, ...withoutGuid(texts));
    case "tenantresourceid":
      return idOf("", first, rest);
    case "extensionresourceid":
      return idOf(
        first.startsWith("/") ? first : `${group}/providers/${first}`,
        rest[0] ?? "",
        rest.slice(1),
      );
  }
  return undefined;
}

/** A subscription and a group may stand before the type, which is told by its slash. */
function resourceIdOf(texts: readonly string[], scope: TemplateScope): string | undefined {
  const at = texts.findIndex((text) => text.includes("/"));
  const type = texts[at];
  if (type === undefined) return undefined;
  const [group = scope.resourceGroup, subscription = scope.subscriptionId] = texts
    .slice(0, at)
    .toReversed();
  return idOf(`/subscriptions/${subscription}/resourceGroups/${group}`, type, texts.slice(at + 1));
}

function withoutGuid(texts: readonly string[]): [string, readonly string[]] {
  const at = texts.findIndex((text) => text.includes("/"));
  return [texts[at] ?? "", texts.slice(at + 1)];
}

/** An id of a scope, a type and as many names as the type has. */
export function idOf(scope: string, type: string, names: readonly string[]): string {
  const [provider = "", ...types] = type.split("/");
  const path = types.flatMap((one, index) => [one, names[index] ?? ""]);
  return `${scope}/providers/${[provider, ...path].join("/")}`;
}

function isEqual(left: unknown, right: unknown): boolean {
  return typeof left === "string" && typeof right === "string"
    ? left.toLowerCase() === right.toLowerCase()
    : JSON.stringify(left) === JSON.stringify(right);
}

/** The scope of an extension as a template writes it: an id, or type and name without what stands before. */
export function scopeIdOf(text: string, { subscriptionId, resourceGroup }: TemplateScope): string {
  if (text.startsWith("/")) return text;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${text}`;
  return typeOf(id) === undefined ? "/" : id;
}
