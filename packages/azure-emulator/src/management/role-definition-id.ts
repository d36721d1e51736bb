/** The id of a role as it is named in the subscription of a scope. */
export function roleDefinitionId(scope: string, role: string): string {
  const subscription = scope.split("/").slice(0, 3).join("/");
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}
