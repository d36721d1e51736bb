/** The id of a role as it is named in the subscription of a scope, if it lies in one. */
export function roleDefinitionId(scope: string, role: string): string {
  const isInside = scope.toLowerCase().startsWith("/subscriptions/");
  const subscription = isInside ? scope.split("/").slice(0, 3).join("/") : "";
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}
