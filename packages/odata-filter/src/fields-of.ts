import type { FieldPath, Filter, SearchIsMatch } from "./filter.ts";

/**
 * Every field that a filter depends on, by its path from the root, each once, as in `Address/City` or
 * `Rooms/Tags`. Fields that a full-text search names are among them; `*` stands for all searchable ones, on
 * which a search depends that names none, or whose text may itself name fields (the `full` syntax).
 */
export function fieldsOf(filter: Filter): readonly string[] {
  const fields = new Set<string>();
  collect(filter, new Map(), fields);
  return [...fields];
}

/** Range variables and the paths of their collections. */
type Ranges = ReadonlyMap<string, FieldPath>;

function collect(filter: Filter, ranges: Ranges, fields: Set<string>): void {
  switch (filter.kind) {
    case "constant":
      return;
    case "and":
    case "or":
      for (const operand of filter.operands) collect(operand, ranges, fields);
      return;
    case "not":
      collect(filter.operand, ranges, fields);
      return;
    case "comparison":
      if (filter.left.kind === "geo.distance") add(filter.left.path, ranges, fields);
      else collect(filter.left, ranges, fields);
      return;
    case "any":
    case "all": {
      const root = add(filter.path, ranges, fields);
      const { predicate } = filter;
      if (predicate) {
        collect(predicate.body, new Map([...ranges, [predicate.variable, root]]), fields);
      }
      return;
    }
    case "search.ismatch":
    case "search.ismatchscoring":
      for (const name of searchedFields(filter)) fields.add(name);
      return;
    case "field":
    case "search.in":
    case "geo.intersects":
      add(filter.path, ranges, fields);
  }
}

function add(path: FieldPath, ranges: Ranges, fields: Set<string>): FieldPath {
  const [first = "", ...rest] = path;
  const root = [...(ranges.get(first) ?? [first]), ...rest];
  fields.add(root.join("/"));
  return root;
}

/** The fields that a full-text search may look into, `*` for all. */
export function searchedFields({ fields = "", queryType }: SearchIsMatch): readonly string[] {
  const names = fields
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return names.length === 0 || queryType === "full" ? [...names, "*"] : names;
}
