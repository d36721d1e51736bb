import type { Azure } from "../../azure.ts";
import type { SeedSearchService } from "../../seed.ts";
import type { IndexStore } from "../documents/index-store.ts";
import { asJsonObject } from "../json-object.ts";
import { createObjectStore, type ObjectStore } from "../objects/object-store.ts";
import type { IndexDefinition } from "../schema/index-definition.ts";
import { invalidRequest, SearchError } from "../search-error.ts";
import { parseDataSource, type DataSource } from "./definitions/data-source.ts";
import { parseIndexer, type Indexer } from "./definitions/indexer.ts";
import { parseSkillset, type Skillset } from "./definitions/skillset.ts";
import { createIndexerRuns, type IndexerRuns } from "./run/indexer-runs.ts";
import { RunFailure } from "./run/run-failure.ts";
import { createServiceAccount, type Outside } from "./service-account.ts";
import { createBlobSource } from "./source/blob-source.ts";

/** What fills the indexes of a service from elsewhere. */
export interface Indexing {
  readonly dataSources: ObjectStore<DataSource>;
  readonly skillsets: ObjectStore<Skillset>;
  readonly indexers: ObjectStore<Indexer>;
  readonly runs: IndexerRuns;
  /**
   * Sees to it that an indexer that is to be kept can read its data source, if it is not disabled.
   *
   * @throws SearchError (400) in the service's words, and for a definition that is refused.
   */
  requireConnection(definition: unknown, apiVersion: string): Promise<void>;
}

/**
 * The data sources, skillsets and indexers of a search service: none yet.
 *
 * @param resourceId Of the service.
 */
export function createIndexing(
  azure: Pick<Azure, "clock" | "directory">,
  resourceId: string,
  parts: {
    readonly search: SeedSearchService;
    readonly indexes: IndexStore;
    readonly outside: Outside;
  },
): Indexing {
  const { search, indexes } = parts;
  const { name: serviceName } = search;
  const account = createServiceAccount(azure, resourceId, parts);
  const indexNamed = (name: string): IndexDefinition | undefined =>
    indexes.list().find(({ definition }) => definition.name === name)?.definition;

  const dataSources: ObjectStore<DataSource> = createObjectStore({
    kind: "data source",
    serviceName,
    parse(definition, apiVersion) {
      const { name } = asJsonObject(definition);
      const stored = typeof name === "string" ? dataSources.find(name)?.value : undefined;
      return parseDataSource(definition, apiVersion, stored);
    },
  });
  const skillsets = createObjectStore({
    kind: "skillset",
    serviceName,
    parse: (definition, apiVersion) => parseSkillset(definition, apiVersion, indexNamed),
  });

  const parse = (definition: unknown, apiVersion: string): Indexer => {
    const indexer = parseIndexer(definition, apiVersion);
    const { dataSourceName, skillsetName, targetIndexName } = indexer;
    const index = indexNamed(targetIndexName);
    if (!dataSources.find(dataSourceName)) throw missing("data source", dataSourceName);
    if (!index) throw missing("index", targetIndexName);
    if (skillsetName !== null && !skillsets.find(skillsetName)) {
      throw missing("skillset", skillsetName);
    }
    requireTargets(indexer, index);
    return indexer;
  };
  const indexers = createObjectStore({ kind: "indexer", serviceName, parse });

  return {
    dataSources,
    skillsets,
    indexers,
    runs: createIndexerRuns({
      clock: azure.clock,
      account,
      indexes,
      dataSources,
      skillsets,
      indexers,
    }),
    async requireConnection(definition, apiVersion) {
      const { dataSourceName, disabled } = parse(definition, apiVersion);
      if (disabled) return;
      try {
        await createBlobSource(dataSources.get(dataSourceName).value, account).check();
      } catch (error) {
        if (!(error instanceof RunFailure)) throw error;
        throw new SearchError(
          400,
          `Error with data source: ${error.message}  Please adjust your data source definition in order to proceed.`,
        );
      }
    },
  };
}

function missing(what: string, name: string): SearchError {
  return invalidRequest("indexer", `This indexer refers to a ${what} '${name}' that doesn't exist`);
}

function requireTargets({ fieldMappings, outputFieldMappings }: Indexer, index: IndexDefinition) {
  const names = new Set(index.fields.map(({ name }) => name.toLowerCase()));
  const wrong = [...fieldMappings, ...outputFieldMappings].find(
    ({ targetFieldName }) => !names.has(targetFieldName.toLowerCase()),
  );
  if (!wrong) return;
  throw invalidRequest(
    "indexer",
    `Field mapping specifies target field '${wrong.targetFieldName}' that doesn't exist in the index`,
  );
}
