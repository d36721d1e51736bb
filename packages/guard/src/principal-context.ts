import { AsyncLocalStorage } from "node:async_hooks";
import type { Principal } from "./principal.ts";

/** Lends the principal of a request to code that no argument reaches, as a pipeline policy. */
export interface PrincipalContext {
  /** Runs something on behalf of a principal, with everything that it awaits. */
  run<T>(principal: Principal, work: () => T): T;
  /**
   * On whose behalf the present code runs.
   *
   * @throws Error outside `run`: there is nobody to fall back on.
   */
  get(): Principal;
}

/**
 * Makes a context. Whoever sends on a user's behalf shares one with whoever handles the requests; two
 * contexts know nothing of each other.
 */
export function createPrincipalContext(): PrincipalContext {
  const storage = new AsyncLocalStorage<Principal>();

  function get(): Principal {
    const principal = storage.getStore();
    if (principal === undefined) {
      throw new Error("guard: there is no principal here; wrap the work in run(principal, …)");
    }
    return principal;
  }

  return { run: (principal, work) => storage.run(principal, work), get };
}
