import { IngestionError } from "../ingestion-error.ts";

/** What an access list of ADLS Gen2 lets the groups that it names. */
export interface GroupPermissions {
  /** Object ids of groups that may read. */
  readonly readers: ReadonlySet<string>;
  /** Object ids of groups that may pass, if it is a folder's. */
  readonly passers: ReadonlySet<string>;
}

const entryPattern = /^(?:(default):)?(user|group|mask|other):([^:,]*):([r-])([w-])([x-])$/;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Reads an access list. What the mask leaves of an entry is what counts. Entries for `other` grant nobody anything here,
 * those for people neither; a group without an entry has no permission. So a list never grants more than it does in the
 * storage account, and in unusual ones less: who gets in there by being another than those named does not here.
 *
 * @param owningGroup The object id of the group that the entry without a name is for.
 * @throws IngestionError for a list that is not understood in all its parts.
 * @see https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-access-control
 */
export function parseAccessList(acl: string, owningGroup: string): GroupPermissions {
  const entries = acl.split(",").map((entry) => {
    const [, scope, type = "", name = "", read, , pass] = entryPattern.exec(entry) ?? [];
    if (type === "") throw notUnderstood();
    return { scope, type, name, may: { read: read === "r", pass: pass === "x" } };
  });
  // what is to come, for files that are made later
  const own = entries.filter(({ scope }) => scope === undefined);
  for (const type of ["user", "group", "other"]) {
    if (own.filter((entry) => entry.type === type && entry.name === "").length !== 1)
      throw notUnderstood();
  }
  const masks = own.filter(({ type }) => type === "mask");
  const isMasked = masks.length > 0;
  const groups = own
    .filter(({ type }) => type === "group")
    .map(({ name, may }) => ({ id: (name === "" ? owningGroup : name).toLowerCase(), may }))
    // `$superuser` is the account itself
    .filter(({ id }) => guid.test(id));
  const idsOf = (way: "read" | "pass"): ReadonlySet<string> =>
    new Set(
      isMasked && !masks.every(({ may }) => may[way])
        ? []
        : groups.filter(({ may }) => may[way]).map(({ id }) => id),
    );
  return { readers: idsOf("read"), passers: idsOf("pass") };
}

function notUnderstood(): IngestionError {
  return new IngestionError("GROUPS_UNREADABLE", "The access list of the file is not understood.");
}
