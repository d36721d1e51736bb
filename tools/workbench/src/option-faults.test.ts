import { describe, expect, it } from "vitest";
import { readOptionFacts } from "./option-facts.ts";
import { findDocFaults, findTableFaults } from "./option-faults.ts";
import { hasFile, readText, readWorkspaces } from "./workspaces.ts";

const packages = readWorkspaces()
  .filter(({ folder }) => folder.startsWith("packages/"))
  .map(({ folder, manifest, sources }) => {
    const own = sources.filter((path) => !path.includes(".test."));
    const facts = readOptionFacts(
      Object.fromEntries(own.map((path) => [path, readText(folder, path)])),
    );
    const entries = own
      .filter((path) => JSON.stringify(manifest["exports"]).includes(`"./${path}"`))
      .map((path) => readText(folder, path));
    // what is used inside alone is documented nowhere else
    const isOffered = (type: string): boolean =>
      entries.some((entry) => new RegExp(`\\b${type}\\b`).test(entry));
    return { folder, facts: facts.filter(({ type }) => isOffered(type)) };
  });

const byFolder = (faultsOf: (own: (typeof packages)[number]) => string[]): string[] =>
  packages.flatMap((own) => faultsOf(own).map((fault) => `${own.folder}: ${fault}`));

describe("the options of the packages", () => {
  it("are known", () => {
    expect(packages.flatMap(({ facts }) => facts).length).toBeGreaterThan(100);
    const withDefault = packages.flatMap(({ facts }) =>
      facts.filter(({ fallback }) => fallback !== undefined),
    );
    expect(withDefault.length).toBeGreaterThan(50);
  });

  it("have the defaults that their docs say", () => {
    expect(byFolder(({ facts }) => findDocFaults(facts))).toEqual([]);
  });

  it("are those of the READMEs", () => {
    const faults = byFolder(({ folder, facts }) =>
      hasFile(folder, "README.md") ? findTableFaults(readText(folder, "README.md"), facts) : [],
    );
    expect(faults).toEqual([]);
  });
});

describe("an option", () => {
  const sources = {
    "options.ts": `
      const hour = 60 * 60_000;
      export interface DoorOptions<T> {
        /** How many may come in (3). */
        readonly guests?: number;
        /** How long
         * it is open (an hour). */
        readonly openInMs?: number;
        /** Who says so ("nobody"). */
        readonly porter?: string;
      }
      export function door<T>({ guests = 3, ...rest }: DoorOptions<T>) {}
      export function read(options: DoorOptions<string>) {
        const { openInMs = hour, porter = "nobody" } = options;
      }`,
  };
  const facts = readOptionFacts(sources);

  it("has the default that it is destructured with", () => {
    expect(facts.map(({ name, fallback }) => [name, fallback])).toEqual([
      ["guests", 3],
      ["openInMs", 3_600_000],
      ["porter", "nobody"],
    ]);
  });

  it("may have it said in words or digits", () => {
    expect(findDocFaults(facts)).toEqual([]);
    for (const hours of ["an hour", "60 minutes", "3,600,000", "1 hour; never less"]) {
      const rows = `| \`guests\` | how many (three) |\n| \`openInMs\` | how long (${hours}) |\n`;
      expect(findTableFaults(`## Options\n\n${rows}`, facts)).toEqual([]);
    }
  });

  it("must not have another one said, or none", () => {
    const said = (text: string): string[] =>
      findDocFaults(facts.map((fact) => ({ ...fact, doc: text })));
    expect(said("So many.")).toHaveLength(3);
    expect(said("So many (30, 2 hours, nobody else).")).toHaveLength(2);
    const readme = "## Options\n\n| `guests` | how many (4) |\n| `keys` | which (none) |\n";
    expect(findTableFaults(readme, facts)).toHaveLength(2);
  });
});
