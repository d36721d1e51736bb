/** An expression of Terraform's language. */
export class Expression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A block within a block, as `identity { … }`; in JSON it is an object in a list. */
export class NestedBlock {
  readonly body: TerraformBody;

  constructor(body: TerraformBody) {
    this.body = body;
  }
}

/** A value of an attribute, or a nested block. */
export type TerraformValue =
  | string
  | number
  | boolean
  | Expression
  | NestedBlock
  | readonly TerraformValue[]
  | { readonly [name: string]: TerraformValue };

/** Attributes and nested blocks. */
export interface TerraformBody {
  readonly [name: string]: TerraformValue;
}

/** A block of a configuration, as `resource "azurerm_subnet" "web" { … }`. */
export interface TerraformBlock {
  readonly kind: "terraform" | "provider" | "variable" | "data" | "resource" | "output";
  readonly labels: readonly string[];
  readonly body: TerraformBody;
}

/** A resource. */
export function resource(type: string, name: string, body: TerraformBody): TerraformBlock {
  return { kind: "resource", labels: [type, name], body };
}

/** A nested block. */
export function block(body: TerraformBody): NestedBlock {
  return new NestedBlock(body);
}

/** An expression. */
export function expression(text: string): Expression {
  return new Expression(text);
}

/** What each resource says first: its name and where it is. */
export function placed(name: string): TerraformBody {
  return {
    name,
    resource_group_name: expression("azurerm_resource_group.group.name"),
    location: expression("azurerm_resource_group.group.location"),
  };
}
