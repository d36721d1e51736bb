import type { Principal } from "@entrim/guard";
import type { Handler } from "@entrim/keyless-proxy";

/** A part of a gateway and the addresses that it answers. */
export type GatewayRoute = {
  readonly name:
    | "openai"
    | "search"
    | "documents"
    | "jobs"
    | "skill"
    | "explain"
    | "health"
    | "readiness"
    | "groupChanges"
    | "metadata";
  /**
   * The path, the gateway's prefix included. One that ends in a slash or a bracket is what paths begin with;
   * any other is the whole path.
   */
  readonly path: string;
} & (
  | {
      /** Only for whoever the guard lets in. */
      readonly access: "principal";
      readonly answer: Handler<Principal>;
    }
  | {
      /** For everybody. */
      readonly access: "public";
      readonly answer: (request: Request) => Promise<Response>;
    }
);

/** The route of a path, or undefined; for logs and metrics, whose labels a client must not choose. */
export function findRoute(
  routes: readonly GatewayRoute[],
  pathname: string,
): GatewayRoute | undefined {
  return routes.find(({ path }) =>
    /[/(]$/.test(path) ? pathname.startsWith(path) : pathname === path,
  );
}
