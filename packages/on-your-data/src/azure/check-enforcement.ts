import type { DataSource } from "../data-source.ts";
import { OnYourDataError } from "../on-your-data-error.ts";
import { isNative } from "../user-token.ts";
import type { IndexDefinition } from "./index-definition.ts";

/**
 * Compares how a source is to be trimmed with what its index can do. An index with permissions of its own shows
 * nearly nothing to a search that does not say for whom; an index without any would be thought to be trimmed twice.
 *
 * @throws OnYourDataError `ENFORCEMENT_MISMATCH`
 */
export function checkEnforcement(source: DataSource, { hasPermissions }: IndexDefinition): void {
  if (hasPermissions === isNative(source)) return;
  throw new OnYourDataError(
    "ENFORCEMENT_MISMATCH",
    hasPermissions
      ? `The index ${source.indexName} has permission fields of its own: set enforcement to 'filter+native' and pass userToken, or set its permissionFilterOption to disabled.`
      : `The index ${source.indexName} has no permission fields of its own, or they are disabled: set enforcement to 'filter'.`,
  );
}
