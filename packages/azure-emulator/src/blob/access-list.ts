/** Who owns a file or folder, and who may do what with it. */
export interface AccessControl {
  /** The object id of who owns it, or `$superuser`. */
  readonly owner: string;
  readonly group: string;
  /** As in `user::rw-,group::r--,group:<object id>:r--,mask::r--,other::---`. */
  readonly acl: string;
}

/** What an access list of a file or folder says where nobody has set one. */
export const initialLists = {
  file: "user::rw-,group::r--,other::---",
  folder: "user::rwx,group::r-x,other::---",
} as const;

const entryPattern = /^(default:)?(user|group|mask|other):([^:]*):([r-][w-][x-])$/;
const named = /^(?:user|group):[^:]+:/;

/**
 * Reads an access list. Where it names people or groups and has no mask, the mask is all that these have.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-access-control
 * @throws TypeError for one that is none.
 */
export function requireAccessList(text: string): string {
  const entries = text.split(",");
  const isOnce = new Set(entries.map((entry) => entry.replace(/:[^:]*$/, ""))).size;
  const isWhole = ["user::", "group::", "other::"].every((start) =>
    entries.some((entry) => entry.startsWith(start)),
  );
  if (!entries.every((entry) => entryPattern.test(entry)) || isOnce < entries.length || !isWhole) {
    throw new TypeError(`azure-emulator: "${text}" is no access list, as ${initialLists.file} is`);
  }
  if (!entries.some((entry) => named.test(entry)) || entries.some(isMask)) return text;
  const masked = entries.filter((entry) => named.test(entry) || entry.startsWith("group::"));
  const union = ["r", "w", "x"].map((letter) =>
    masked.some((entry) => permissionsIn(entry).includes(letter)) ? letter : "-",
  );
  return [...entries, `mask::${union.join("")}`].join(",");
}

/** The list in short, as in `rw-r-----`; with a `+` where it names people or groups. */
export function permissionsOf(acl: string): string {
  const entries = acl.split(",");
  const of = (start: string) => permissionsIn(entries.find((it) => it.startsWith(start)) ?? "");
  const group = entries.some(isMask) ? of("mask::") : of("group::");
  const more = entries.some((entry) => named.test(entry)) ? "+" : "";
  return `${of("user::")}${group}${of("other::")}${more}`;
}

function isMask(entry: string): boolean {
  return entry.startsWith("mask::");
}

function permissionsIn(entry: string): string {
  return entry.slice(entry.lastIndexOf(":") + 1);
}
