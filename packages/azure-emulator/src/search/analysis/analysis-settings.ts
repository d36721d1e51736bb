import type { JsonObject } from "../json-object.ts";
import { isAnalyzerName } from "../schema/analyzer-names.ts";
import { invalidRequest } from "../search-error.ts";
import { builtInAnalyzer, type Analyzer } from "../text/analyzer.ts";
import { analyzerTypes } from "./analyzer-types.ts";
import type { CharFilter } from "./char-filters.ts";
import { componentOptions } from "./component-options.ts";
import {
  componentList,
  parseCharFilters,
  parseTokenFilters,
  parseTokenizers,
  unknownType,
  type Components,
} from "./components.ts";
import { createCustomAnalyzer } from "./custom-analyzer.ts";
import { createNormalizer, type Normalizer } from "./normalizer.ts";
import type { TokenFilter } from "./token-filter.ts";
import type { Tokenizer } from "./tokenizers.ts";

/** How the texts of an index are read. */
export interface AnalysisSettings {
  readonly charFilters: Components<CharFilter>;
  readonly tokenizers: Components<Tokenizer>;
  readonly tokenFilters: Components<TokenFilter>;
  /** Its own analyzers and normalizers as they are answered. */
  readonly analyzers: readonly JsonObject[];
  readonly normalizers: readonly JsonObject[];
  /** Whether the index has an analyzer of this name, or the service. */
  hasAnalyzer(name: string): boolean;
  /** The analyzer of a name; that of `standard.lucene` for one that does not exist. */
  analyzer(name: string): Analyzer;
  /** The normalizer of a name; `undefined` where there is none. */
  normalizer(name: string): Normalizer | undefined;
}

/** The lists of an index definition that are read here. */
export const analysisMembers = [
  "analyzers",
  "tokenizers",
  "tokenFilters",
  "charFilters",
  "normalizers",
] as const;

/**
 * Reads the analyzers of an index definition, and what they are made of.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-custom-analyzers
 * @throws SearchError for a part that does not exist, or is not emulated.
 */
export function parseAnalysis(raw: JsonObject, apiVersion: string): AnalysisSettings {
  const parts: Parts = {
    charFilters: parseCharFilters(raw["charFilters"] ?? [], apiVersion),
    tokenizers: parseTokenizers(raw["tokenizers"] ?? [], apiVersion),
    tokenFilters: parseTokenFilters(raw["tokenFilters"] ?? [], apiVersion),
  };
  const analyzers = parseAnalyzers(raw["analyzers"] ?? [], parts, apiVersion);
  const normalizers = parseNormalizers(raw["normalizers"] ?? [], parts, apiVersion);
  return {
    ...parts,
    analyzers: analyzers.definitions,
    normalizers: normalizers.definitions,
    hasAnalyzer: (name) => analyzers.byName.has(name) || isAnalyzerName(name),
    analyzer: (name) => analyzers.byName.get(name) ?? builtInAnalyzer(name),
    normalizer: (name) =>
      normalizers.byName.get(name) ?? predefinedNormalizer(name, parts.tokenFilters),
  };
}

type Parts = Pick<AnalysisSettings, "charFilters" | "tokenizers" | "tokenFilters">;

interface Parsed<T> {
  readonly definitions: readonly JsonObject[];
  readonly byName: ReadonlyMap<string, T>;
}

function parseAnalyzers(value: unknown, parts: Parts, apiVersion: string): Parsed<Analyzer> {
  const byName = new Map<string, Analyzer>();
  const definitions = componentList(value, "analyzers", isAnalyzerName).map(
    ({ raw, name, type }) => {
      const options = componentOptions(raw, { type, name, apiVersion });
      if (type === "CustomAnalyzer") {
        byName.set(
          name,
          createCustomAnalyzer({
            tokenizer: parts.tokenizers.get(options.text("tokenizer")),
            ...filtersOf(
              options.texts("charFilters", []),
              options.texts("tokenFilters", []),
              parts,
            ),
          }),
        );
      } else {
        const create = Object.hasOwn(analyzerTypes, type) ? analyzerTypes[type] : undefined;
        if (!create) throw unknownType(type, "analyzers");
        byName.set(name, create(options));
      }
      options.requireNoOthers();
      return options.definition();
    },
  );
  return { definitions, byName };
}

function parseNormalizers(value: unknown, parts: Parts, apiVersion: string): Parsed<Normalizer> {
  const byName = new Map<string, Normalizer>();
  const definitions = componentList(value, "normalizers", isNormalizerName).map(
    ({ raw, name, type }) => {
      if (type !== "CustomNormalizer") throw unknownType(type, "normalizers");
      const options = componentOptions(raw, { type, name, apiVersion });
      const charFilterNames = options.texts("charFilters", []);
      const tokenFilterNames = options.texts("tokenFilters", []);
      options.requireNoOthers();
      const filters = filtersOf(charFilterNames, tokenFilterNames, parts);
      // a normalizer only changes how a value is spelled, and HTML is not what a value is made of
      const stray =
        charFilterNames.find((each) => !isDefined(each, parts.charFilters)) ??
        tokenFilterNames.find((_, at) => filters.tokenFilters[at]?.fold === undefined);
      if (stray !== undefined) {
        throw invalidRequest(
          "index",
          `The filter '${stray}' cannot be used in the normalizer '${name}'.`,
        );
      }
      byName.set(name, createNormalizer(filters));
      return options.definition();
    },
  );
  return { definitions, byName };
}

function isDefined(name: string, { definitions }: Components<CharFilter>): boolean {
  return definitions.some((each) => each["name"] === name);
}

function filtersOf(
  charFilters: readonly string[],
  tokenFilters: readonly string[],
  parts: Parts,
): { readonly charFilters: readonly CharFilter[]; readonly tokenFilters: readonly TokenFilter[] } {
  return {
    charFilters: charFilters.map((name) => parts.charFilters.get(name)),
    tokenFilters: tokenFilters.map((name) => parts.tokenFilters.get(name)),
  };
}

/** Normalizers that are there without being defined, by what they fold with. */
const predefinedNormalizers: Readonly<Record<string, readonly string[]>> = {
  asciifolding: ["asciifolding"],
  elision: ["elision"],
  lowercase: ["lowercase"],
  standard: ["lowercase", "asciifolding"],
  uppercase: ["uppercase"],
};

function isNormalizerName(name: string): boolean {
  return Object.hasOwn(predefinedNormalizers, name);
}

function predefinedNormalizer(
  name: string,
  tokenFilters: Components<TokenFilter>,
): Normalizer | undefined {
  const filters = isNormalizerName(name) ? predefinedNormalizers[name] : undefined;
  return (
    filters &&
    createNormalizer({
      charFilters: [],
      tokenFilters: filters.map((each) => tokenFilters.get(each)),
    })
  );
}
