import type { NewSetting } from "./plan-migration.ts";

/** The settings as a `.env` file; what has to be filled in comes first, and empty. */
export function formatEnvironment(settings: readonly NewSetting[]): string {
  const missing = settings.filter(({ value }) => value === undefined);
  const known = settings.filter(({ value }) => value !== undefined);
  const lines = [
    ...(missing.length === 0 ? [] : ["# to be filled in"]),
    ...missing.flatMap(({ name, hint }) => [
      ...(hint === undefined ? [] : [`# ${hint}`]),
      `${name}=`,
    ]),
    ...(missing.length === 0 ? [] : [""]),
    "# as it was",
    ...known.map(({ name, value }) => `${name}=${value}`),
  ];
  return `${lines.join("\n")}\n`;
}
