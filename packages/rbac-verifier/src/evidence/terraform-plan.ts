import { listAt, textAt, valueAt, type Json } from "./read-path.ts";

/** A resource of Terraform, and what its unknown attributes refer to. */
export interface TerraformRow {
  /** As `module.net.azurerm_subnet.web[0]`. */
  readonly address: string;
  /** As `module.net`; empty for the root. */
  readonly module: string;
  readonly type: string;
  /** The address within the module, without an index. */
  readonly path: string;
  /** The key or number of an instance, as text. */
  readonly index: string | undefined;
  readonly values: Json;
  /** Expressions of the configuration in the form of a plan: `{ references: [...] }` by attribute. */
  readonly expressions: Json;
  /** What a reference leads to within the module of the row, through variables and outputs. */
  readonly follow: (reference: string, module: string) => readonly Followed[];
}

/** A reference that leads to a resource, from the module that it is in. */
interface Followed {
  readonly module: string;
  /** As `azurerm_subnet.web.id`. */
  readonly reference: string;
}

/** More modules in modules are a loop. */
const maxDepth = 32;

/** The resources of a plan or a state. */
export function rowsOfPlan(json: Json): readonly TerraformRow[] {
  const root = valueAt(json, "planned_values.root_module") ?? valueAt(json, "values.root_module");
  const configuration = valueAt(json, "configuration.root_module");
  const follow = followIn(configuration);
  return resourcesOf(root, 0).flatMap((row): readonly TerraformRow[] => {
    const type = textAt(row, "type");
    const values = valueAt(row, "values");
    if (type === undefined || values === undefined || textAt(row, "mode") === "data") return [];
    const address = textAt(row, "address") ?? `${type}.${textAt(row, "name") ?? ""}`;
    const { module, path } = splitAddress(address);
    const index = valueAt(row, "index");
    const declared = listAt(moduleAt(configuration, module), "resources").find(
      (one) => textAt(one, "address") === path,
    );
    return [
      {
        address,
        module,
        type,
        path,
        index: typeof index === "string" || typeof index === "number" ? String(index) : undefined,
        values,
        expressions: valueAt(declared, "expressions"),
        follow,
      },
    ];
  });
}

function resourcesOf(module: Json, depth: number): readonly Json[] {
  if (depth > maxDepth) return [];
  return [
    ...listAt(module, "resources"),
    ...listAt(module, "child_modules").flatMap((child) => resourcesOf(child, depth + 1)),
  ];
}

/** An address in its module and within it; both lose the indexes of instances. */
function splitAddress(address: string): { readonly module: string; readonly path: string } {
  const names = address.replaceAll(/\[(?:"[^"]*"|\d+)\]/g, "").split(".");
  const at = names.findLastIndex((name, index) => name === "module" && index % 2 === 0);
  const length = at < 0 ? 0 : at + 2;
  return { module: names.slice(0, length).join("."), path: names.slice(length).join(".") };
}

function callNames(module: string): readonly string[] {
  return module.split(".").filter((_, index) => index % 2 === 1);
}

function moduleAt(root: Json, module: string): Json {
  return callNames(module).reduce<Json>(
    (outer, name) => memberOf(memberOf(memberOf(outer, "module_calls"), name), "module"),
    root,
  );
}

/** Names may hold dots, which a path has not. */
function memberOf(value: Json, name: string): Json {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function followIn(configuration: Json): TerraformRow["follow"] {
  const follow = (reference: string, module: string, depth: number): readonly Followed[] => {
    if (depth > maxDepth) return [];
    const [kind, name = "", output = ""] = reference.replaceAll(/\[[^\]]*\]/g, "").split(".");
    const onward = (expression: Json, inside: string): readonly Followed[] =>
      firstOfChains(expression).flatMap((one) => follow(one, inside, depth + 1));
    if (kind === "var") {
      const names = module.split(".");
      const outside = names.slice(0, -2).join(".");
      const call = memberOf(
        memberOf(moduleAt(configuration, outside), "module_calls"),
        names.at(-1) ?? "",
      );
      return module === "" ? [] : onward(memberOf(memberOf(call, "expressions"), name), outside);
    }
    if (kind === "module") {
      const inside = module === "" ? `module.${name}` : `${module}.module.${name}`;
      const outputs = memberOf(moduleAt(configuration, inside), "outputs");
      return onward(memberOf(memberOf(outputs, output), "expression"), inside);
    }
    return ["data", "local", "each", "count", "path", "self", "terraform"].includes(kind ?? "")
      ? []
      : [{ module, reference }];
  };
  return (reference, module) => follow(reference, module, 0);
}

/**
 * What an expression refers to. Terraform lists `a.b.c`, `a.b` for one reference, the longest first; only that says
 * which attribute is meant.
 */
export function firstOfChains(expression: Json): readonly string[] {
  const references = listAt(expression, "references").filter((one) => typeof one === "string");
  return references.filter(
    (one, index) =>
      !references
        .slice(0, index)
        .some((other) => other.startsWith(`${one}.`) || other.startsWith(`${one}[`)),
  );
}
