import { invalidRequest } from "../search-error.ts";
import { elementTypeOf } from "./field-types.ts";
import type { SearchField } from "./index-field.ts";
import { compressionOf, type VectorSearch } from "./vector-search.ts";

/** Elements that can be made smaller still. */
const compressibleTypes: ReadonlySet<string> = new Set(["Edm.Single", "Edm.Half"]);

/**
 * Stops fields whose vectors nobody knows how to compare, or which cannot be compressed as they should.
 *
 * @throws SearchError for a profile that the index does not have, and a compression that does not fit.
 */
export function checkVectorFields(
  fields: readonly SearchField[],
  vectorSearch: VectorSearch | null,
): void {
  for (const field of fields) {
    checkVectorFields(field.fields, vectorSearch);
    const { name, type, dimensions, vectorSearchProfile } = field;
    if (vectorSearchProfile === null) continue;
    if (!vectorSearch?.profiles.some((profile) => profile.name === vectorSearchProfile)) {
      throw invalidRequest(
        "index",
        `The vector field '${name}' names a profile '${vectorSearchProfile}' that the index does not have.`,
      );
    }
    const compression = compressionOf(vectorSearch, field);
    if (!compression) continue;
    if (!compressibleTypes.has(elementTypeOf(type) ?? "")) {
      throw invalidRequest(
        "index",
        `The vector field '${name}' of type '${type}' cannot be compressed; its elements must be Edm.Single or Edm.Half.`,
      );
    }
    if ((compression.truncationDimension ?? 0) > (dimensions ?? 0)) {
      throw invalidRequest(
        "index",
        `The vector field '${name}' has fewer dimensions than the compression '${compression.name}' would leave it.`,
      );
    }
  }
}
