import { invalidRequest } from "../../search-error.ts";
import { isWithin, type AnnotationPath } from "../enrichment/annotation-path.ts";
import type { Skill } from "./skill.ts";
import { pathsOf } from "./skill-input.ts";

/**
 * Puts skills into an order in which each comes after those whose outputs it looks at, wherever they stand in
 * their skillset.
 *
 * @throws SearchError for skills that wait for each other.
 */
export function inOrder(skills: readonly Skill[]): readonly Skill[] {
  let waiting = [...skills];
  const ordered: Skill[] = [];
  while (waiting.length > 0) {
    const ready = waiting.filter(
      (skill) => !waiting.some((other) => other !== skill && needs(skill, other)),
    );
    if (ready.length === 0) {
      const names = waiting.map(({ title }) => title).join(", ");
      throw invalidRequest("skillset", `Skills depend on each other in a circle: ${names}.`);
    }
    ordered.push(...ready);
    waiting = waiting.filter((skill) => !ready.includes(skill));
  }
  return ordered;
}

function needs(skill: Skill, other: Skill): boolean {
  const wanted: readonly AnnotationPath[] = [skill.context, ...skill.inputs.flatMap(pathsOf)];
  return other.outputs.some(({ targetName }) => {
    const made = [...other.context, targetName];
    return wanted.some((path) => isWithin(path, made));
  });
}
