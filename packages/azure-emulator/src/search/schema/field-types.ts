/** Types of single values that a field can hold. */
export const simpleTypes: ReadonlySet<string> = new Set([
  "Edm.String",
  "Edm.Boolean",
  "Edm.Int32",
  "Edm.Int64",
  "Edm.Double",
  "Edm.DateTimeOffset",
  "Edm.GeographyPoint",
]);

/** Element types that only vectors have. */
const vectorElementTypes: ReadonlySet<string> = new Set([
  "Edm.Single",
  "Edm.Half",
  "Edm.Int16",
  "Edm.SByte",
  "Edm.Byte",
]);

/** The type of the elements, where a type is a collection. */
export function elementTypeOf(type: string): string | undefined {
  return /^Collection\((.+)\)$/.exec(type)?.[1];
}

/** Whether fields of this type are vectors. */
export function isVectorType(type: string): boolean {
  return vectorElementTypes.has(elementTypeOf(type) ?? "");
}

/** Whether fields of this type have fields of their own. */
export function isComplexType(type: string): boolean {
  return (elementTypeOf(type) ?? type) === "Edm.ComplexType";
}

/** Whether fields of this type hold text. */
export function isTextType(type: string): boolean {
  return (elementTypeOf(type) ?? type) === "Edm.String";
}
