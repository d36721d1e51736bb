import type { SearchFeature } from "../api-features.ts";
import type { JsonObject } from "../json-object.ts";
import { readJson } from "../read-json.ts";
import type { SearchCall, SearchOperation } from "../search-operations.ts";
import type { ObjectStore, StoredObject } from "./object-store.ts";
import { listResponse, objectResponse, putResponse } from "./object-response.ts";

/**
 * What can be done with the objects of one kind.
 *
 * @param collection As paths have it, as in `synonymmaps`.
 */
export function objectOperations<T extends { readonly name: string }>(
  collection: string,
  {
    resourceType,
    feature,
    storeOf,
    format = (value) => ({ ...value }),
  }: {
    /** As permissions have it, as in `synonymMaps`. */
    readonly resourceType: string;
    /** What a version must have for them (nothing). */
    readonly feature?: SearchFeature;
    readonly storeOf: (call: SearchCall) => ObjectStore<T>;
    /** An object as it is answered (as it is). */
    readonly format?: (value: T, apiVersion: string) => JsonObject;
  },
): Readonly<Record<string, SearchOperation>> {
  const permission = (verb: "read" | "write" | "delete") => ({
    action: `Microsoft.Search/searchServices/${resourceType}/${verb}` as const,
  });
  const needs = feature === undefined ? {} : { feature };
  const bodyOf = ({ value, etag }: StoredObject<T>, { apiVersion }: SearchCall): JsonObject => ({
    "@odata.etag": etag,
    ...format(value, apiVersion),
  });
  return {
    [`GET ${collection}`]: {
      ...needs,
      permission: permission("read"),
      options: ["$select"],
      run: (call) =>
        listResponse(
          storeOf(call)
            .list()
            .map((object) => bodyOf(object, call)),
          call.url,
        ),
    },
    [`POST ${collection}`]: {
      ...needs,
      permission: permission("write"),
      async run(call) {
        const object = storeOf(call).create(await readJson(call.request), call.apiVersion);
        return objectResponse(bodyOf(object, call), object.etag, 201);
      },
    },
    [`GET ${collection}/*`]: {
      ...needs,
      permission: permission("read"),
      run(call) {
        const object = storeOf(call).get(nameIn(call));
        return objectResponse(bodyOf(object, call), object.etag);
      },
    },
    [`PUT ${collection}/*`]: {
      ...needs,
      permission: permission("write"),
      async run(call) {
        const { request, apiVersion } = call;
        const { headers } = request;
        const definition = await readJson(request);
        const { object, isNew } = storeOf(call).put(nameIn(call), definition, {
          apiVersion,
          headers,
        });
        return putResponse(request, { body: bodyOf(object, call), etag: object.etag, isNew });
      },
    },
    [`DELETE ${collection}/*`]: {
      ...needs,
      permission: permission("delete"),
      run(call) {
        storeOf(call).delete(nameIn(call), call.request.headers);
        return new Response(null, { status: 204 });
      },
    },
  };
}

function nameIn({ names: [name = ""] }: SearchCall): string {
  return name;
}
