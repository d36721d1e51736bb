/**
 * Why settings cannot be migrated: `UNREADABLE`, they are in no form that is known; `OTHER_SOURCE`, the
 * documents are not in Azure AI Search; `UNUSABLE_VALUE`, a name or an address that no Azure resource has.
 */
export type MigrateErrorCode = "UNREADABLE" | "OTHER_SOURCE" | "UNUSABLE_VALUE";

/** Settings cannot be migrated. The message names settings and never holds their values. */
export class MigrateError extends Error {
  override readonly name = "MigrateError";
  readonly code: MigrateErrorCode;

  constructor(code: MigrateErrorCode, message: string) {
    super(`migrate: ${message}`);
    this.code = code;
  }
}

const codes: Readonly<Record<MigrateErrorCode, true>> = {
  UNREADABLE: true,
  OTHER_SOURCE: true,
  UNUSABLE_VALUE: true,
};

/** Whether something thrown is a {@link MigrateError}, of whichever copy of this package. */
export function isMigrateError(error: unknown): error is MigrateError {
  return (
    error instanceof Error &&
    error.name === "MigrateError" &&
    Object.hasOwn(codes, String(Reflect.get(error, "code")))
  );
}
