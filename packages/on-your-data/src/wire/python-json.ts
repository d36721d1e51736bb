/** JSON with the spaces that the service writes: `{"a": 1, "b": [2, 3]}`. */
export function formatPythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatPythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}: ${formatPythonJson(member)}`);
  return `{${members.join(", ")}}`;
}
