import type { Principal } from "@entrim/guard";

/** A part of a gateway and the addresses that it answers. */
export type GatewayRoute = {
  readonly name: "openai" | "search" | "metadata";
  /** What the path begins with, the gateway's prefix included. */
  readonly path: string;
} & (
  | {
      /** Only for whoever the guard lets in. */
      readonly access: "principal";
      readonly answer: (
        request: Request,
        context: { readonly principal: Principal },
      ) => Promise<Response>;
    }
  | {
      /** For everybody. */
      readonly access: "public";
      readonly answer: (request: Request) => Promise<Response>;
    }
);

/** The route of a path, or undefined. */
export function findRoute(
  routes: readonly GatewayRoute[],
  pathname: string,
): GatewayRoute | undefined {
  return routes.find(({ path }) => pathname.startsWith(path));
}
