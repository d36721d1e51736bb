import type { NewSetting } from "./plan-migration.ts";

/**
 * The settings as a `.env` file; what has to be filled in comes first, and empty, then what may be, as comments.
 */
export function formatEnvironment(settings: readonly NewSetting[]): string {
  const unknown = settings.filter(({ value }) => value === undefined);
  const missing = unknown.filter(({ optional }) => !optional);
  const open = unknown.filter(({ optional }) => optional);
  const known = settings.filter(({ value }) => value !== undefined);
  const lines = [
    ...(missing.length === 0 ? [] : ["# to be filled in"]),
    ...missing.flatMap(({ name, hint }) => [...remark(hint), `${name}=`]),
    ...(missing.length === 0 ? [] : [""]),
    ...(open.length === 0 ? [] : ["# may be filled in"]),
    ...open.flatMap(({ name, hint }) => [...remark(hint), `# ${name}=`]),
    ...(open.length === 0 ? [] : [""]),
    "# as it was",
    ...known.map(({ name, value }) => `${name}=${value}`),
  ];
  return `${lines.join("\n")}\n`;
}

function remark(hint: string | undefined): readonly string[] {
  return hint === undefined ? [] : [`# ${hint}`];
}
