/** The part of an index definition that filters are checked against, as `GET /indexes('<name>')` answers it. */
export interface IndexDefinition {
  readonly fields: readonly IndexField[];
}

/** A field, or sub-field, of an index. */
export interface IndexField {
  readonly name: string;
  /** As in `Edm.String` or `Collection(Edm.ComplexType)`. */
  readonly type: string;
  /** Whether filters may use it (true, except for vectors). */
  readonly filterable?: boolean | null;
  /** Whether full-text search looks into it (true for strings). */
  readonly searchable?: boolean | null;
  /** Whether results may be ordered by it (true, except for collections and complex types). */
  readonly sortable?: boolean | null;
  /** Of a complex type. */
  readonly fields?: readonly IndexField[] | null;
}

/** The type of a field's elements where it is a collection, or undefined. */
export function elementType(type: string): string | undefined {
  return /^Collection\((.+)\)$/.exec(type)?.[1];
}

/** The field of a path, through complex types and collections of them, or undefined. */
export function findField(
  { fields }: IndexDefinition,
  path: readonly string[],
): IndexField | undefined {
  const [first, ...rest] = path;
  const field = fields.find(({ name }) => name === first);
  return field && rest.length > 0 ? findField({ fields: field.fields ?? [] }, rest) : field;
}
