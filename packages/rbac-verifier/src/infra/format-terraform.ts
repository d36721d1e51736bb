import {
  Expression,
  NestedBlock,
  type TerraformBlock,
  type TerraformValue,
} from "./terraform-block.ts";

/**
 * Blocks as a configuration of Terraform, in its own language.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/configuration
 */
export function formatTerraform(blocks: readonly TerraformBlock[]): string {
  return blocks
    .map(({ kind, labels, body }) => {
      const head = [kind, ...labels.map((label) => JSON.stringify(label))].join(" ");
      const lines = linesOf(body, 1);
      return lines.length === 0 ? `${head} {}\n` : `${head} {\n${lines.join("\n")}\n}\n`;
    })
    .join("\n");
}

/**
 * The same blocks as a configuration in JSON.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function toTerraformJson(
  blocks: readonly TerraformBlock[],
): Readonly<Record<string, unknown>> {
  const json: Record<string, Record<string, unknown>> = {};
  for (const { kind, labels, body } of blocks) {
    let at = (json[kind] ??= {});
    for (const label of labels.slice(0, -1)) {
      at = (at[label] ??= {}) as Record<string, unknown>;
    }
    const last = labels.at(-1);
    if (last === undefined) Object.assign(at, jsonOf(body));
    else at[last] = jsonOf(body);
  }
  return json;
}

function linesOf(body: object, depth: number): readonly string[] {
  const indent = "  ".repeat(depth);
  const entries = Object.entries(body) as [string, TerraformValue][];
  const attributes = entries.filter(([, value]) => blocksOf(value) === undefined);
  return [
    ...aligned(attributes, depth),
    ...entries.flatMap(([name, value]) =>
      (blocksOf(value) ?? []).flatMap((one) => {
        const lines = linesOf(one.body, depth + 1);
        return lines.length === 0
          ? [`${indent}${name} {}`]
          : [`${indent}${name} {`, lines, `${indent}}`].flat();
      }),
    ),
  ];
}

function blocksOf(value: TerraformValue): readonly NestedBlock[] | undefined {
  const list = (Array.isArray(value) ? value : [value]) as readonly TerraformValue[];
  const blocks = list.filter((one) => one instanceof NestedBlock);
  return blocks.length > 0 ? blocks : undefined;
}

/** Attributes with their signs below each other, as `terraform fmt` writes them. */
function aligned(
  attributes: readonly (readonly [string, TerraformValue])[],
  depth: number,
): readonly string[] {
  const width = Math.max(0, ...attributes.map(([name]) => name.length));
  return attributes.map(
    ([name, value]) => `${"  ".repeat(depth)}${name.padEnd(width)} = ${format(value, depth)}`,
  );
}

function format(value: TerraformValue, depth: number): string {
  const indent = "  ".repeat(depth);
  if (value instanceof Expression) return value.text;
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map((one) => format(one, depth)).join(", ")}]`;
  if (typeof value !== "object") return String(value);
  const lines = aligned(Object.entries(value), depth + 1);
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

/** Text that means itself: Terraform fills in what stands in `${}` and `%{}`. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("${", "$${").replaceAll("%{", "%%{");
}

function jsonOf(value: TerraformValue): unknown {
  if (value instanceof Expression) {
    // an expression that is a text already has its own places to fill in
    return value.text.startsWith('"') ? (JSON.parse(value.text) as string) : `\${${value.text}}`;
  }
  if (value instanceof NestedBlock) return [jsonOf(value.body)];
  if (Array.isArray(value)) return value.flatMap((one: TerraformValue) => jsonOf(one));
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, jsonOf(one)]));
}
