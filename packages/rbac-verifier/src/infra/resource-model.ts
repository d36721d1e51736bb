/** What a value of one resource takes from another. */
export class Reference {
  /** The symbol of the other resource, or the name of a parameter. */
  readonly symbol: string;
  readonly part: "id" | "principalId" | "clientId" | "parameter";
  /** What comes after an id, as `/subnets/web`. */
  readonly suffix: string;

  constructor(symbol: string, part: Reference["part"], suffix = "") {
    this.symbol = symbol;
    this.part = part;
    this.suffix = suffix;
  }
}

/** The tenant in text, as `https://login.microsoftonline.com/` before it. */
export class TenantText {
  readonly before: string;
  readonly after: string;

  constructor(before = "", after = "") {
    this.before = before;
    this.after = after;
  }
}

/** An object whose only key is the id of a resource. */
export class KeyedById {
  readonly reference: Reference;

  constructor(reference: Reference) {
    this.reference = reference;
  }
}

/** A value of a resource. */
export type Value =
  | string
  | number
  | boolean
  | Reference
  | TenantText
  | KeyedById
  | readonly Value[]
  | { readonly [name: string]: Value };

/** A resource of Resource Manager, for templates to be written of. */
export interface ResourceModel {
  /** How other resources name it. */
  readonly symbol: string;
  readonly type: string;
  readonly apiVersion: string;
  /** Of a child without that of its parent. */
  readonly name: string;
  /** The symbol of what it is a child of. */
  readonly parent?: string;
  /** The symbol of what has to be made before, although nothing of it is named. */
  readonly after?: string;
  /** Whether it is in the region of the set-up, or everywhere. */
  readonly location?: "region" | "global";
  /** A role: on what, for whom. Its name follows from both. */
  readonly role?: RoleModel;
  readonly body: { readonly [name: string]: Value };
}

/** A role of somebody on a resource. */
export interface RoleModel {
  readonly on: string;
  readonly of: string;
  readonly roleId: string;
  readonly roleName: string;
}
