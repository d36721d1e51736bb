import { asJsonObject, isJsonObject, type JsonObject } from "../json-object.ts";
import { objectOperations } from "../objects/object-operations.ts";
import type { SearchOperation } from "../search-operations.ts";
import { formatDataSource } from "./definitions/data-source.ts";
import { formatIndexer } from "./definitions/indexer.ts";
import { formatSkillset } from "./definitions/skillset.ts";

type Operations = Readonly<Record<string, SearchOperation>>;

const readIndexers = { action: "Microsoft.Search/searchServices/indexers/read" } as const;
const writeIndexers = { action: "Microsoft.Search/searchServices/indexers/write" } as const;

const dataSources: Operations = objectOperations("datasources", {
  resourceType: "dataSources",
  storeOf: ({ indexing }) => indexing.dataSources,
  format: formatDataSource,
});

const skillsets: Operations = objectOperations("skillsets", {
  resourceType: "skillsets",
  storeOf: ({ indexing }) => indexing.skillsets,
  format: formatSkillset,
});

const indexers: Operations = objectOperations("indexers", {
  resourceType: "indexers",
  storeOf: ({ indexing }) => indexing.indexers,
  format: formatIndexer,
});

/** What is done with data sources, skillsets and indexers, by method and path. */
export const indexingOperations: Operations = {
  ...mapOperations(dataSources, (operation) =>
    listingAlways(operation, {
      credentials: { connectionString: null },
      container: { name: null, query: null },
    }),
  ),
  ...mapOperations(skillsets, (operation) => listingAlways(operation, { skills: [] })),
  ...mapOperations(indexers, startingRuns),
  "POST indexers/*/run": {
    permission: writeIndexers,
    run({ indexing, names: [name = ""] }) {
      indexing.runs.start(indexing.indexers.get(name).value);
      return new Response(null, { status: 202 });
    },
  },
  "POST indexers/*/reset": {
    permission: writeIndexers,
    run({ indexing, names: [name = ""] }) {
      indexing.runs.reset(indexing.indexers.get(name).value);
      return new Response(null, { status: 204 });
    },
  },
  "GET indexers/*/status": {
    permission: readIndexers,
    run: ({ indexing, names: [name = ""] }) =>
      Response.json(indexing.runs.status(indexing.indexers.get(name).value)),
  },
};

function mapOperations(
  operations: Operations,
  change: (operation: SearchOperation) => SearchOperation,
): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([key, operation]) => [key, change(operation)]),
  );
}

/** The official client reads some members of everything in a list, whether `$select` names them or not. */
function listingAlways(operation: SearchOperation, members: JsonObject): SearchOperation {
  if (!operation.options?.includes("$select")) return operation;
  return {
    ...operation,
    async run(call) {
      const { value } = asJsonObject(await (await operation.run(call)).json());
      const objects = Array.isArray(value) ? value.filter(isJsonObject) : [];
      return Response.json({ value: objects.map((object) => Object.assign({}, members, object)) });
    },
  };
}

/** An indexer is kept if it can read its data source, and begins to run when it is. */
function startingRuns(operation: SearchOperation): SearchOperation {
  return {
    ...operation,
    async run(call) {
      const { request, apiVersion, indexing } = call;
      if (request.method === "POST" || request.method === "PUT") {
        const definition: unknown = await request.clone().json().catch(asJsonObject);
        await indexing.requireConnection(definition, apiVersion);
      }
      const response = await operation.run(call);
      indexing.runs.follow();
      return response;
    },
  };
}
