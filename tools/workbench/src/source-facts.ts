import { parseSync, Visitor } from "oxc-parser";

/** What a source file reaches for, as far as the layers care. */
export interface SourceFacts {
  /** Module specifiers of its imports and re-exports, type-only ones included. */
  readonly imports: readonly string[];
  /** Global names that it reads, as in `fetch` or `process`. */
  readonly globals: readonly string[];
  /** Whether it reads `process.env`, by whatever name `process` has. */
  readonly readsEnvironment: boolean;
  /** Whether it re-exports everything of another module. */
  readonly exportsAll: boolean;
}

const watchedGlobals = new Set(["fetch", "process", "WebSocket", "EventSource", "XMLHttpRequest"]);

/** Reads the facts from the syntax tree, so that a comment or a string counts for nothing. */
export function readSourceFacts(path: string, source: string): SourceFacts {
  const { program, module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);

  const globals = new Set<string>();
  const processNames = new Set(["process"]);
  let readsEnvironment = false;
  for (const { moduleRequest, entries } of module.staticImports) {
    if (!/^(node:)?process$/.test(moduleRequest.value)) continue;
    for (const { importName, localName } of entries) {
      if (importName.name === "env") readsEnvironment = true;
      else processNames.add(localName.value);
    }
  }
  new Visitor({
    Identifier: ({ name }) => {
      if (watchedGlobals.has(name)) globals.add(name);
    },
    MemberExpression: ({ object, property, computed }) => {
      if (object.type !== "Identifier" || !processNames.has(object.name)) return;
      const name =
        property.type === "Identifier" && !computed
          ? property.name
          : property.type === "Literal"
            ? property.value
            : undefined;
      // a computed name may be any, so it counts
      if (name === "env" || name === undefined) readsEnvironment = true;
    },
    VariableDeclarator: ({ id, init }) => {
      const fromProcess = init?.type === "Identifier" && processNames.has(init.name);
      if (fromProcess && id.type === "ObjectPattern") readsEnvironment = true;
    },
  }).visit(program);

  const reExports = module.staticExports.flatMap(({ entries }) => entries);
  const dynamic = module.dynamicImports.map(({ moduleRequest }) =>
    source.slice(moduleRequest.start + 1, moduleRequest.end - 1),
  );
  return {
    imports: [
      ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...reExports.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
      ...dynamic,
    ],
    globals: [...globals],
    readsEnvironment,
    exportsAll: reExports.some(({ importName }) => importName.kind.startsWith("All")),
  };
}
