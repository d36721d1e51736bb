/** A call, a literal or what is taken out of another expression. */
export type TemplateExpression =
  | { readonly kind: "literal"; readonly value: string | number }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly values: readonly TemplateExpression[];
    }
  | {
      readonly kind: "member";
      readonly of: TemplateExpression;
      readonly member: TemplateExpression;
    };

/** Deeper expressions are no longer taken for a template's. */
const maxDepth = 64;

const token =
  /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_][\w.]*?)(?=\()|\.([A-Za-z_]\w*)|([()[\],]))/y;

/**
 * Parses what stands between the brackets of a value in a template, as `parameters('name')`.
 *
 * @returns Nothing for what is no expression.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 */
export function parseTemplateExpression(text: string): TemplateExpression | undefined {
  let at = 0;

  function next(): RegExpExecArray | undefined {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) return undefined;
    at = token.lastIndex;
    return found;
  }

  function peekSign(sign: string): boolean {
    const before = at;
    const found = next()?.[5] === sign;
    if (!found) at = before;
    return found;
  }

  function parseList(depth: number): TemplateExpression[] | undefined {
    const values: TemplateExpression[] = [];
    if (peekSign(")")) return values;
    for (;;) {
      const value = parseOne(depth + 1);
      if (value === undefined) return undefined;
      values.push(value);
      if (peekSign(")")) return values;
      if (!peekSign(",")) return undefined;
    }
  }

  function parseOne(depth: number): TemplateExpression | undefined {
    if (depth > maxDepth) return undefined;
    const [, quoted, digits, name] = next() ?? [];
    let expression: TemplateExpression;
    if (quoted !== undefined) {
      expression = { kind: "literal", value: quoted.replaceAll("''", "'") };
    } else if (digits !== undefined) expression = { kind: "literal", value: Number(digits) };
    else if (name !== undefined && peekSign("(")) {
      const values = parseList(depth);
      if (values === undefined) return undefined;
      expression = { kind: "call", name: name.toLowerCase(), values };
    } else return undefined;
    for (;;) {
      const before = at;
      const [, , , , member, sign] = next() ?? [];
      if (member !== undefined) {
        expression = { kind: "member", of: expression, member: { kind: "literal", value: member } };
      } else if (sign === "[") {
        const index = parseOne(depth + 1);
        if (index === undefined || !peekSign("]")) return undefined;
        expression = { kind: "member", of: expression, member: index };
      } else {
        at = before;
        return expression;
      }
    }
  }

  const parsed = parseOne(0);
  return parsed !== undefined && text.slice(at).trim() === "" ? parsed : undefined;
}
