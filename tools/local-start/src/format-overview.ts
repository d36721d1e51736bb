import { describeGroups } from "./build-seed.ts";
import type { LocalDocument } from "./read-documents.ts";
import type { Local } from "./start-local.ts";

const defaultAzurePort = "4600";
/** More documents than this are counted and not named. */
const maxEntries = 12;

/** What is printed when everything runs: who can sign in, what each may read, and where to go. */
export function formatOverview(
  local: Omit<Local, "emulator" | "appExit" | "startAnother" | "close">,
): string {
  const { origin, azureOrigin, folder, people } = local;
  const { documents, groups: allGroups, idleRules } = folder;
  const nameWidth = Math.max(...people.map(({ userPrincipalName }) => userPrincipalName.length));

  const peopleLines = people.flatMap(({ userPrincipalName, groups }) => {
    const readable = documents.filter((one) => one.groups.some((group) => groups.includes(group)));
    const lines = wrap(listOf(readable, documents), 76);
    return [
      `  ${userPrincipalName.padEnd(nameWidth)}  ${describeGroups(groups, allGroups)}`,
      ...lines.map((line) => `      ${line}`),
    ];
  });
  const hidden = documents.filter(({ groups }) => groups.length === 0);
  const port = new URL(azureOrigin).port;
  const portOption = port === defaultAzurePort ? "" : ` --port ${port}`;
  const [first] = people;

  return [
    "",
    "Who can sign in, and what each may read:",
    ...peopleLines,
    ...section("No rule in access.json names these, so nobody may read them:", hidden),
    ...section("Rules in access.json that name no document:", idleRules.map(asPath)),
    "",
    `Chat         ${origin}`,
    `Local Azure  ${azureOrigin}`,
    `A token      npm run --silent token -- --user ${first?.userPrincipalName}${portOption}`,
    "",
    "Ctrl-C ends both.",
  ].join("\n");
}

function section(title: string, entries: readonly { readonly path: string }[]): string[] {
  return entries.length === 0 ? [] : ["", title, ...entries.map(({ path }) => `  ${path}`)];
}

function asPath(path: string): { readonly path: string } {
  return { path };
}

/** What somebody may read, whole folders in one word. */
function listOf(readable: readonly LocalDocument[], all: readonly LocalDocument[]): string[] {
  if (readable.length === 0) return ["nothing"];
  if (readable.length === all.length) return ["everything"];
  const isWhole = (folder: string): boolean =>
    folder !== "" && inFolder(all, folder).every((document) => readable.includes(document));
  const entries = readable.map(({ path }) => {
    const folder = folderOf(path);
    return isWhole(folder) ? `${folder}/ (all ${inFolder(all, folder).length})` : path;
  });
  const distinct = [...new Set(entries)];
  const more = distinct.length - maxEntries;
  return more > 0 ? [...distinct.slice(0, maxEntries), `and ${more} more`] : distinct;
}

function inFolder(documents: readonly LocalDocument[], folder: string): readonly LocalDocument[] {
  return documents.filter(({ path }) => folderOf(path) === folder);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Entries in lines of at most that many characters, with commas between them. */
function wrap(entries: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + entry.length + 2 <= width) {
      lines[lines.length - 1] = `${last}, ${entry}`;
    } else {
      if (last !== undefined) lines[lines.length - 1] = `${last},`;
      lines.push(entry);
    }
  }
  return lines;
}
