import { createRequire, registerHooks } from "node:module";
import type * as express from "@entrim/express";
import type * as guard from "@entrim/guard";
import type * as koa from "@entrim/koa";
import type * as nodeHttp from "@entrim/node-http";

/** What a customer installs. */
export interface BuiltPackages {
  readonly express: typeof express;
  readonly guard: typeof guard;
  readonly koa: typeof koa;
  readonly nodeHttp: typeof nodeHttp;
}

/**
 * The packages as they are published, `dist` and not the sources that every other test runs on.
 *
 * @throws where they are not built; `npm run build` does it.
 */
export function loadBuiltPackages(): BuiltPackages {
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const conditions = [...(context.conditions ?? [])].filter(
        (name) => name !== "@entrim/source",
      );
      return nextResolve(specifier, { ...context, conditions });
    },
  });
  try {
    const require = createRequire(import.meta.url);
    return {
      express: require("@entrim/express") as typeof express,
      guard: require("@entrim/guard") as typeof guard,
      koa: require("@entrim/koa") as typeof koa,
      nodeHttp: require("@entrim/node-http") as typeof nodeHttp,
    };
  } catch (cause) {
    throw new Error("conformance: build the packages first, with npm run build", { cause });
  } finally {
    hooks.deregister();
  }
}
