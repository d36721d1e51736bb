import { SearchClient, SearchIndexClient } from "@azure/search-documents";
import type { Emulator } from "../emulator.ts";
import { connectSdk } from "../official-sdk.test.fixture.ts";
import { origin } from "./search.test.fixture.ts";

/** The official clients of AI Search. */
export interface SearchSdk {
  /** (the index `documents`, the identity that may do everything) */
  readonly searchClient: <Model extends object>(
    index?: string,
    identity?: string,
  ) => SearchClient<Model>;
  readonly indexClient: () => SearchIndexClient;
}

/** Connects them to a local Azure. */
export async function connectSearchSdk(azure: Emulator): Promise<SearchSdk> {
  const { credentialFor, options } = await connectSdk(azure);
  const resource = "https://search.azure.com";
  return {
    searchClient: (index = "documents", identity) =>
      new SearchClient(origin, index, credentialFor(resource, identity), options),
    indexClient: () => new SearchIndexClient(origin, credentialFor(resource), options),
  };
}
