import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { groupsOf, matches, parseAccessRules, type AccessRule } from "./access-rules.ts";

/** A document, and who may read it. */
export interface LocalDocument {
  /** Its path within the folder, with `/` between names. */
  readonly path: string;
  readonly text: string;
  /** Names of the groups that may read it. Empty: nobody. */
  readonly groups: readonly string[];
}

/** What a folder holds. */
export interface DocumentFolder {
  readonly documents: readonly LocalDocument[];
  /** Names of all groups that a rule gives something to. */
  readonly groups: readonly string[];
  /** Paths of rules that name no document, most likely by a slip of the pen. */
  readonly idleRules: readonly string[];
}

const accessFile = "access.json";

/**
 * Reads all Markdown files of a folder and of those in it, with the `access.json` beside them. Files and
 * folders whose names begin with a dot are left out.
 *
 * @throws Error for a folder that does not exist, or has no documents or no usable `access.json`.
 */
export async function readDocuments(folder: string): Promise<DocumentFolder> {
  const paths = await findDocuments(folder);
  const rules = await readRules(folder);
  if (paths.length === 0) throw new Error(`${folder} has no documents: no file ends with .md`);
  const documents = await Promise.all(
    paths.map(async (file) => {
      // macOS takes letters with marks apart, and rules are written with them together
      const path = file.split(sep).join("/").normalize("NFC");
      const text = await readFile(join(folder, file), "utf8");
      return { path, text, groups: groupsOf(path, rules) };
    }),
  );
  return {
    documents,
    groups: [...new Set(rules.flatMap(({ groups }) => groups))].toSorted(),
    idleRules: rules
      .filter((rule) => !documents.some(({ path }) => matches(path, rule)))
      .map(({ path }) => path),
  };
}

async function findDocuments(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /\.md$/i.test(entry.name))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter((path) => !path.split(sep).some((name) => name.startsWith(".")))
      .toSorted();
  } catch (cause) {
    throw new Error(`${folder} is no folder that can be read`, { cause });
  }
}

async function readRules(folder: string): Promise<readonly AccessRule[]> {
  const file = join(folder, accessFile);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new Error(
      `${folder} has no ${accessFile}, which says who may read what:\n` +
        '{ "rules": [{ "path": "policies/*.md", "groups": ["Finance"] }] }',
      { cause },
    );
  }
  return parseAccessRules(text, file);
}
