/** A path into an enriched document, as in `/document/pages/*`; without its first part. */
export type AnnotationPath = readonly string[];

/** Stands for every element of a list. */
export const everyElement = "*";

/**
 * Reads a path.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-annotation-language
 * @returns `undefined` for a text that is none.
 */
export function parseAnnotationPath(text: string): AnnotationPath | undefined {
  const [before, root, ...path] = text.split("/");
  return before === "" && root === "document" && !path.includes("") ? path : undefined;
}

/** Whether what one path names lies in what the other does. */
export function isWithin(path: AnnotationPath, outer: AnnotationPath): boolean {
  return outer.every((part, index) => path[index] === part);
}
