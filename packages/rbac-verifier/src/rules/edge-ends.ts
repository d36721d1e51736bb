import type { ResourceTarget, Scene } from "./scene.ts";

/** The other end of an edge: those of the targets that the set-up has. */
export const to =
  (...targets: readonly ResourceTarget[]) =>
  (scene: Scene): readonly string[] =>
    targets.flatMap((target) => scene.idOf(target) ?? []);
