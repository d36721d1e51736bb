import type { JsonObject } from "../json-object.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";
import { charFilterTypes, predefinedCharFilters, type CharFilter } from "./char-filters.ts";
import { componentOptions, readComponent, type ComponentOptions } from "./component-options.ts";
import type { TokenFilter } from "./token-filter.ts";
import { otherTokenFilters, predefinedTokenFilters, tokenFilterTypes } from "./token-filters.ts";
import { predefinedTokenizers, tokenizerTypes, type Tokenizer } from "./tokenizers.ts";

/** Parts of one kind, those of an index and those that are there anyway. */
export interface Components<T> {
  /** @throws SearchError for one that does not exist. */
  get(name: unknown): T;
  /** Those of the index as they are answered. */
  readonly definitions: readonly JsonObject[];
}

interface ComponentKind<T> {
  /** Where they are defined, as in `tokenFilters`. */
  readonly list: string;
  /** As errors call one. */
  readonly label: string;
  readonly types: Readonly<Record<string, (options: ComponentOptions) => T>>;
  readonly predefined: Readonly<Record<string, (options: ComponentOptions) => T>>;
  /** Types and names that are not emulated. */
  readonly others: ReadonlySet<string>;
}

/** Reads the `charFilters` of an index. */
export function parseCharFilters(value: unknown, apiVersion: string): Components<CharFilter> {
  return parseComponents(value, apiVersion, {
    list: "charFilters",
    label: "char filter",
    types: charFilterTypes,
    predefined: predefinedCharFilters,
    others: new Set(),
  });
}

/** Reads the `tokenizers` of an index. */
export function parseTokenizers(value: unknown, apiVersion: string): Components<Tokenizer> {
  return parseComponents(value, apiVersion, {
    list: "tokenizers",
    label: "tokenizer",
    types: tokenizerTypes,
    predefined: predefinedTokenizers,
    others: new Set(),
  });
}

/** Reads the `tokenFilters` of an index. */
export function parseTokenFilters(value: unknown, apiVersion: string): Components<TokenFilter> {
  return parseComponents(value, apiVersion, {
    list: "tokenFilters",
    label: "token filter",
    types: tokenFilterTypes,
    predefined: predefinedTokenFilters,
    others: otherTokenFilters,
  });
}

/** @throws SearchError for what is no list, and for two of one name. */
export function componentList(
  value: unknown,
  list: string,
  isPredefined: (name: string) => boolean,
): readonly ReturnType<typeof readComponent>[] {
  if (!Array.isArray(value)) {
    throw invalidRequest("index", `The property '${list}' must be a list.`);
  }
  const seen = new Set<string>();
  return value.map((each: unknown) => {
    const component = readComponent(each, list);
    if (seen.has(component.name)) {
      throw invalidRequest("index", `Duplicate name '${component.name}' in '${list}'.`);
    }
    if (isPredefined(component.name)) {
      throw invalidRequest("index", `The name '${component.name}' in '${list}' is predefined.`);
    }
    seen.add(component.name);
    return component;
  });
}

/** @throws SearchError for a type that there is not. */
export function unknownType(type: string, list: string): Error {
  return invalidRequest(
    "index",
    `There is no type '#Microsoft.Azure.Search.${type}' in '${list}'.`,
  );
}

function parseComponents<T>(
  value: unknown,
  apiVersion: string,
  { list, label, types, predefined, others }: ComponentKind<T>,
): Components<T> {
  const isPredefined = (name: string): boolean =>
    Object.hasOwn(predefined, name) || others.has(name);
  const defined = new Map<string, T>();
  const definitions = componentList(value, list, isPredefined).map(({ raw, name, type }) => {
    if (others.has(type)) throw notEmulated(`the type '${type}' in '${list}'`);
    const create = Object.hasOwn(types, type) ? types[type] : undefined;
    if (!create) throw unknownType(type, list);
    const options = componentOptions(raw, { type, name, apiVersion });
    defined.set(name, create(options));
    options.requireNoOthers();
    return options.definition();
  });
  return {
    definitions,
    get(name) {
      const key = String(name);
      const own = defined.get(key);
      if (own) return own;
      if (others.has(key)) throw notEmulated(`the ${label} '${key}'`);
      const create = Object.hasOwn(predefined, key) ? predefined[key] : undefined;
      if (create) return create(componentOptions({}, { type: key, name: key, apiVersion }));
      throw invalidRequest("index", `The ${label} '${key}' does not exist.`);
    },
  };
}
