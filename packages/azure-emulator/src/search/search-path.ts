/** What the path of a request names. */
export interface SearchPath {
  /** The path with a star for each name in it. */
  readonly template: string;
  /** What the stars stand for, decoded. */
  readonly names: readonly string[];
}

const collections = new Set([
  "aliases",
  "datasources",
  "indexers",
  "indexes",
  "knowledgebases",
  "knowledgesources",
  "skillsets",
  "synonymmaps",
]);

/**
 * Reads a path in either of its spellings: `/indexes('n')/docs/search.post.search` and
 * `/indexes/n/docs/search` are the same.
 */
export function parseSearchPath(pathname: string): SearchPath {
  const template: string[] = [];
  const names: string[] = [];
  let isNameNext = false;
  for (const segment of pathname.split("/").slice(1).map(decode)) {
    const call = /^(\w+)\('(.*)'\)$/s.exec(segment);
    const [, collection, name] = call ?? [];
    if (collection !== undefined && name !== undefined) {
      template.push(collection, "*");
      names.push(name.replaceAll("''", "'"));
      isNameNext = false;
    } else if (isNameNext) {
      template.push("*");
      names.push(segment);
      isNameNext = false;
    } else {
      template.push(operationOf(segment));
      isNameNext = collections.has(segment);
    }
  }
  return withDocumentKey({ template: template.join("/"), names });
}

const operation = /^search\.(?:post\.)?(\w+)$/;

function operationOf(segment: string): string {
  return operation.exec(segment)?.[1] ?? segment;
}

const documentOperations = new Set(["$count", "search", "index", "suggest", "autocomplete"]);

/** In `docs/<key>` the key stands where the operations do. */
function withDocumentKey({ template, names }: SearchPath): SearchPath {
  const key = /^indexes\/\*\/docs\/([^/]+)$/.exec(template)?.[1];
  if (key === undefined || key === "*" || documentOperations.has(key)) return { template, names };
  return { template: "indexes/*/docs/*", names: [...names, key] };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
