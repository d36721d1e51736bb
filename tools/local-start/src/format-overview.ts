import { describeGroups } from "./build-seed.ts";
import type { Local } from "./start-local.ts";

const defaultAzurePort = "4600";

/** What is printed when everything runs: who can sign in, what each may read, and where to go. */
export function formatOverview(local: Omit<Local, "emulator" | "appExit" | "close">): string {
  const { origin, azureOrigin, folder, people } = local;
  const { documents, groups: allGroups, idleRules } = folder;
  const nameWidth = Math.max(...people.map(({ userPrincipalName }) => userPrincipalName.length));

  const peopleLines = people.flatMap(({ userPrincipalName, groups }) => {
    const readable = documents.filter((one) => one.groups.some((group) => groups.includes(group)));
    const lines = wrap(listOf(readable, documents.length), 76);
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

function listOf(documents: readonly { readonly path: string }[], count: number): string[] {
  if (documents.length === 0) return ["nothing"];
  if (documents.length === count) return ["everything"];
  const shown = documents.slice(0, 12).map(({ path }) => path);
  const more = documents.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
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
