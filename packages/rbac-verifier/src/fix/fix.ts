/** Fixes are made in this order; access from outside goes last, when everything inside works. */
export const fixPhases = [
  "identity",
  "rbac-mode",
  "roles",
  "bypass",
  "private-endpoints",
  "dns",
  "web-app",
  "hardening",
  "keys-off",
  "public-off",
] as const;

/** When a fix is made. */
export type FixPhase = (typeof fixPhases)[number];

/** What a fix does, for the tool to do it. */
export type Change =
  | {
      readonly kind: "roleAssignment";
      readonly scope: string;
      readonly roleId: string;
      readonly principalId: string;
      readonly principalType: "User" | "Group" | "ServicePrincipal";
    }
  | {
      readonly kind: "setting";
      readonly resourceId: string;
      readonly apiVersion: string;
      /** From the resource's root, as `properties.networkAcls.bypass`. */
      readonly path: string;
      readonly value: unknown;
      /** Members of `properties` that cannot stand beside the new value, and go with the same request (none). */
      readonly clears?: readonly string[];
    };

/** The shortest way to mend a finding. */
export interface Fix {
  readonly phase: FixPhase;
  /** In words. */
  readonly summary: string;
  /** `lockout`: somebody loses access; `cost`: Azure charges for it. */
  readonly risk: "none" | "lockout" | "cost";
  readonly az: string;
  readonly bicep?: string;
  readonly terraform?: string;
  readonly arm?: { readonly method: "PUT" | "PATCH"; readonly url: string; readonly body: unknown };
  /** Undefined for what only people can do. */
  readonly change?: Change;
}
