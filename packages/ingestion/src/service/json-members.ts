import { IngestionError } from "../ingestion-error.ts";

/** What a request says, before anything is known of its members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws IngestionError for a member that is no object. */
export function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  if (isObject(value)) return value;
  throw invalidJob(`${name} must be an object`);
}

/** @throws IngestionError for a member that is no text, or an empty one. */
export function textIn(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value === "string" && value !== "") return value;
  throw invalidJob(`${name} must be a text`);
}

/** @throws IngestionError for a member besides those. */
export function requireMembers(object: JsonObject, names: readonly string[]): void {
  const unknown = Object.keys(object).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  // the name of a member may be anything; only one that is usual is repeated
  const shown = /^\w{1,40}$/.test(unknown) ? unknown : "a member";
  throw invalidJob(
    `${shown} is not taken here${/key|secret|connectionString/i.test(unknown) ? ", for no key is used" : ""}`,
  );
}

/** Whether a value has members. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A job that cannot be done as it is asked for. */
export function invalidJob(why: string): IngestionError {
  return new IngestionError("INVALID_JOB", `The job is not valid: ${why}.`);
}
