import { hasFile, readText, type Workspace } from "./workspaces.ts";

/** The package that all others match. */
export const seedPackage = "packages/azure-clouds";

/** Members of a package.json that are the same in every package, up to the package's own name. */
const sharedMembers = [
  "version",
  "license",
  "repository",
  "files",
  "type",
  "sideEffects",
  "publishConfig",
  "scripts",
  "engines",
];

/** Everything in which a package differs from the seed where it should not, one line each. */
export function findSeedDifferences(seed: Workspace, own: Workspace): string[] {
  const faults: string[] = [];
  const fault = (text: string) => faults.push(`${own.folder}: ${text}`);

  for (const member of sharedMembers) {
    // a version is the package's own as soon as it is released
    if (member === "version" && typeof own.manifest["version"] === "string") continue;
    const expected = JSON.stringify(seed.manifest[member])?.replaceAll(seed.name, own.name);
    if (JSON.stringify(own.manifest[member]) !== expected) {
      fault(`package.json: "${member}" differs from the seed's: ${expected}`);
    }
  }
  if (own.manifest.name !== `@entrim/${own.name}`) fault("package.json: name is not the folder's");
  faults.push(...exportFaults(own), ...referenceFaults(own));
  for (const file of ["README.md", "LICENSE", "src/examples.ts", "src/examples.test.ts"]) {
    if (!hasFile(own.folder, file)) return [...faults, `${own.folder}: ${file} is missing`];
  }
  if (readText(own.folder, "LICENSE") !== readText(seed.folder, "LICENSE")) {
    fault("LICENSE is not the seed's");
  }
  faults.push(...readmeFaults(own));
  return faults;
}

function exportFaults({ folder, manifest }: Workspace): string[] {
  const exported = manifest["exports"] as Record<string, unknown>;
  return Object.entries(exported).flatMap(([entry, target]) => {
    const file = entry === "." ? "index" : entry.slice(2);
    const expected =
      entry === "./package.json"
        ? "./package.json"
        : {
            "@entrim/source": `./src/${file}.ts`,
            types: `./dist/${file}.d.ts`,
            default: `./dist/${file}.js`,
          };
    return JSON.stringify(target) === JSON.stringify(expected)
      ? []
      : [`${folder}: package.json: the entry "${entry}" is not of the seed's form`];
  });
}

/** TypeScript builds what it is told to, so a dependency without a reference builds too late. */
export function referenceFaults({ folder, manifest }: Workspace): string[] {
  const { dependencies, devDependencies, peerDependencies } = manifest;
  const own = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  const expected = own
    .filter((name) => /^@entrim(-private)?\//.test(name))
    .map((name) => name.replace(/^.*\//, ""))
    .toSorted();
  const { references = [] } = JSON.parse(readText(folder, "tsconfig.json")) as {
    references?: { path: string }[];
  };
  const actual = references.map(({ path }) => path.replace(/^.*\//, "")).toSorted();
  return JSON.stringify(actual) === JSON.stringify(expected)
    ? []
    : [`${folder}: tsconfig.json: references must be ${expected.join(", ") || "none"}`];
}

function readmeFaults({ folder, manifest }: Workspace): string[] {
  const text = readText(folder, "README.md");
  const lines = text.split("\n");
  const faults: string[] = [];
  const fault = (what: string) => faults.push(`${folder}: README.md: ${what}`);
  const line = (start: string) => lines.findIndex((candidate) => candidate.startsWith(start)) + 1;

  if (lines[0] !== `# ${manifest.name}`) fault(`does not begin with "# ${manifest.name}"`);
  if (!/^npm install .*/m.test(text)) fault("shows no install line");
  const program = line("```ts source=");
  if (program === 0 || program > 30) fault("shows no program by line 30");
  if (line("## What it refuses") === 0) fault('has no section "What it refuses"');
  for (const [, path = "", region = "", code] of text.matchAll(
    /^```ts source="\.\/([^"#]+)#([^"]+)"\n(.*?)^```$/gms,
  )) {
    const source = readText(folder, path);
    const expected = new RegExp(`//#region ${region}\n(.*?)//#endregion`, "s").exec(source)?.[1];
    if (code !== expected) fault(`the fence of ${path}#${region} is not what the file holds`);
  }
  return faults;
}
