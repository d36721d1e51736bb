import { parseEnv } from "node:util";
import { MigrateError } from "./migrate-error.ts";
import { settingsOfRequest } from "./settings-of-request.ts";

/** Settings by name, without those that are empty. */
export type PreviousSettings = Readonly<Record<string, string>>;

/**
 * Reads the settings of the previous app, in whichever form they are at hand: a `.env` file; what
 * `az webapp config appsettings list -o json` prints; a JSON object of them, also below `properties`; or the
 * body of a request with `data_sources` or `dataSources`.
 *
 * @throws MigrateError `UNREADABLE` for any other form.
 */
export function readSettings(text: string): PreviousSettings {
  const isJson = /^\s*[[{]/.test(text);
  const settings = isJson ? settingsOfJson(parseJson(text)) : parseEnv(text);
  const present = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined || value.trim() === "" ? [] : [[name, value.trim()] as const],
  );
  if (present.length === 0) throw unreadable();
  return Object.fromEntries(present);
}

function settingsOfJson(value: unknown): Readonly<Record<string, string | undefined>> {
  if (Array.isArray(value)) return Object.fromEntries(value.map(readListed));
  const members = asObject(value);
  if (members["data_sources"] !== undefined || members["dataSources"] !== undefined) {
    return settingsOfRequest(members);
  }
  const flat = members["properties"] === undefined ? members : asObject(members["properties"]);
  return Object.fromEntries(
    Object.entries(flat).map(([name, setting]) => [name, textOf(setting)] as const),
  );
}

/** One of a list, as the command line of Azure prints it. */
function readListed(item: unknown): readonly [string, string | undefined] {
  const { name, value } = asObject(item);
  if (typeof name !== "string") throw unreadable();
  return [name, textOf(value)];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null || value === undefined) return undefined;
  throw unreadable();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // not kept as a cause: the message of a JSON error quotes its input, which may be a key
    throw unreadable();
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unreadable();
  return value as Readonly<Record<string, unknown>>;
}

function unreadable(): MigrateError {
  return new MigrateError(
    "UNREADABLE",
    "these are no settings; give a .env file, what `az webapp config appsettings list -o json` prints, or the body of a request with data_sources",
  );
}
