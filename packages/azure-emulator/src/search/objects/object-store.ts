import { SearchError } from "../search-error.ts";
import { createEtag } from "./etag.ts";
import { requireCondition } from "./require-condition.ts";

/** A definition that a service keeps. */
export interface StoredObject<T> {
  readonly value: T;
  /** Changes with the definition. */
  readonly etag: string;
}

/** The objects of one kind that a service keeps: synonym maps, aliases and the like. */
export interface ObjectStore<T> {
  /** By name, in order. */
  list(): readonly StoredObject<T>[];
  find(name: string): StoredObject<T> | undefined;
  /** @throws SearchError (404) when there is none by that name. */
  get(name: string): StoredObject<T>;
  /** @throws SearchError when there is one by that name, or for a definition that is refused. */
  create(definition: unknown, apiVersion: string): StoredObject<T>;
  /** @throws SearchError for a definition that is refused, or a condition that is not met. */
  put(
    name: string,
    definition: unknown,
    options: { readonly apiVersion: string; readonly headers: Headers },
  ): { readonly object: StoredObject<T>; readonly isNew: boolean };
  /** @throws SearchError for a condition that is not met, or when there is none by that name. */
  delete(name: string, headers: Headers): void;
}

/** A store without objects. */
export function createObjectStore<T extends { readonly name: string }>({
  kind,
  serviceName,
  parse,
  checkChange = () => {},
  checkDelete = () => {},
}: {
  /** As its errors have it, as in `synonym map`. */
  readonly kind: string;
  readonly serviceName: string;
  /** Reads a definition; throws a SearchError for one that is refused. */
  readonly parse: (definition: unknown, apiVersion: string) => T;
  /** Throws a SearchError for an object that a version must not change (none). */
  readonly checkChange?: (before: T, apiVersion: string) => void;
  /** Throws a SearchError for an object that others need (none). */
  readonly checkDelete?: (name: string) => void;
}): ObjectStore<T> {
  const objects = new Map<string, StoredObject<T>>();

  const set = (value: T): StoredObject<T> => {
    const object = { value, etag: createEtag() };
    objects.set(value.name, object);
    return object;
  };

  const store: ObjectStore<T> = {
    list: () => [...objects.values()].toSorted((a, b) => (a.value.name < b.value.name ? -1 : 1)),
    find: (name) => objects.get(name),
    get(name) {
      const object = objects.get(name);
      if (object) return object;
      throw new SearchError(
        404,
        `The ${kind} '${name}' for service '${serviceName}' was not found.`,
      );
    },
    create(definition, apiVersion) {
      const value = parse(definition, apiVersion);
      if (!objects.has(value.name)) return set(value);
      throw new SearchError(
        409,
        `Cannot create ${kind} '${value.name}' because it already exists.`,
        { code: "ResourceNameAlreadyInUse" },
      );
    },
    put(name, definition, { apiVersion, headers }) {
      const before = objects.get(name);
      requireCondition(before?.etag, headers);
      if (before) checkChange(before.value, apiVersion);
      const value = parse(definition, apiVersion);
      if (value.name === name) return { object: set(value), isNew: !before };
      throw new SearchError(
        400,
        `The ${kind} name in the URL, '${name}', does not match the one in the body.`,
      );
    },
    delete(name, headers) {
      requireCondition(objects.get(name)?.etag, headers);
      store.get(name);
      checkDelete(name);
      objects.delete(name);
    },
  };
  return store;
}
