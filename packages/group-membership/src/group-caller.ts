/**
 * A verified caller, as far as groups go; `AccessTokenCaller` of `@entrim/access-token` is one. Whoever
 * makes one up from unverified input hands out other people's groups.
 */
export interface GroupCaller {
  readonly kind: "user" | "app";
  readonly tenantId: string;
  /** Object id in that tenant, of the user or of the application's service principal. */
  readonly objectId: string;
  /** What the token says about groups; an overage is looked up in Graph, never where the token points. */
  readonly groups:
    | { readonly state: "listed"; readonly ids: readonly string[] }
    | { readonly state: "overage" }
    | { readonly state: "absent" };
  readonly issuedAtInMs: number;
}
