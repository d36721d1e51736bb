import { invalidRequest } from "../search-error.ts";

/**
 * The name of an index, a synonym map or another object of a service.
 *
 * @param where As `invalidRequest` has it.
 * @param kind What it is the name of, as in `Index`.
 * @throws SearchError for one that the service would not take.
 */
export function parseObjectName(
  name: unknown,
  { where, kind }: { readonly where: string; readonly kind: string },
): string {
  const isName =
    typeof name === "string" && /^[a-z0-9](?:-?[a-z0-9])*$/.test(name) && name.length <= 128;
  if (isName && name.length >= 2) return name;
  throw invalidRequest(
    where,
    `${kind} name must only contain lowercase letters, digits or dashes, cannot start or end with dashes and is limited to 128 characters.`,
  );
}
