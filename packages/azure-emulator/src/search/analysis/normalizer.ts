import type { CharFilter } from "./char-filters.ts";
import { unmapped } from "./mapped-text.ts";
import type { TokenFilter } from "./token-filter.ts";

/** Makes of a value what filters, facets and orders take it for. */
export type Normalizer = (value: string) => string;

/** A normalizer of its parts; of filters only what folds single terms has an effect. */
export function createNormalizer({
  charFilters,
  tokenFilters,
}: {
  readonly charFilters: readonly CharFilter[];
  readonly tokenFilters: readonly TokenFilter[];
}): Normalizer {
  const folds = tokenFilters.flatMap(({ fold }) => fold ?? []);
  return (value) => {
    const { text } = charFilters.reduce((changed, filter) => filter(changed), unmapped(value));
    return folds.reduce((folded, fold) => fold(folded), text);
  };
}
