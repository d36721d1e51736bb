export { formatEnvironment } from "./format-environment.ts";
export { formatGuide } from "./format-guide.ts";
export { formatRoles } from "./format-roles.ts";
export { isMigrateError, MigrateError } from "./migrate-error.ts";
export { planMigration } from "./plan-migration.ts";
export { readPreviousApp } from "./previous-app.ts";
export { readSettings } from "./read-settings.ts";

export type { MigrateErrorCode } from "./migrate-error.ts";
export type { Migration, MigrationTarget, NewSetting } from "./plan-migration.ts";
export type { PreviousApp } from "./previous-app.ts";
export type { PreviousSettings } from "./read-settings.ts";
