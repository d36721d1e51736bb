import { checkDataSource, type DataSource } from "./data-source.ts";
import type { Generate } from "./generate.ts";
import { requireKeyless } from "./require-keyless.ts";
import { requireWholeNumber } from "./require-whole-number.ts";
import type { Retrieve } from "./retrieve.ts";
import { allowLinkHosts, type IsAllowedLink } from "./steps/link-hosts.ts";
import type { Reader } from "./steps/second-check.ts";

/** A model that questions may be answered with. */
export interface Deployment {
  /** What callers name it, and what it is called at the Azure OpenAI resource. */
  readonly name: string;
  /** Tokens of a prompt and its answer together (128000). */
  readonly contextWindowInTokens?: number;
  /** What an answer may have at most, whatever a request asks for; also if it asks for nothing (1500). */
  readonly maxAnswerTokens?: number;
}

/** What an engine is made of. */
export interface OnYourDataOptions<R extends Reader = Reader> {
  /** Searches, as {@link createSearchRetriever} does. */
  readonly retrieve: Retrieve;
  /** Calls the model, as {@link createOpenAIGenerator} does. */
  readonly generate: Generate;
  /**
   * The filter to send for whoever asks, with their own filter in it, as `restrictToGroups` of
   * `@entrim/group-filter` makes it; `undefined` if they may read nothing. There is no mode without.
   * It is told which source is searched, where sources name their field differently.
   */
  readonly restrict: (
    callerFilter: string | undefined,
    reader: R,
    source: DataSource,
  ) => string | undefined;
  /**
   * `field`: whether a hit may be read is checked again by the hit itself, whose field must be retrievable.
   * `off`: the search service's word is taken for it.
   */
  readonly secondCheck: "field" | "off";
  /** Where answers may come from; requests may name these and no others. */
  readonly dataSources: readonly DataSource[];
  /** Which of them answer a request that names none (`first`). */
  readonly unnamedSource?: "first" | "all";
  /** The models that may be named. */
  readonly deployments: readonly (string | Deployment)[];
  /** Deployments whose vectors a request may ask for (none). */
  readonly embeddingDeployments?: readonly string[];
  /** Hosts that links in citations and answers may lead to, over https (none). */
  readonly linkHosts?: readonly string[];
  /** Searches for one question at most (5). */
  readonly maxSearchQueries?: number;
  /** What is said when nothing was found (the service's own sentence). */
  readonly notFoundMessage?: string;
  /** Whether any question is answered, as `isReady` of {@link createCanary} says (always). */
  readonly isReady?: () => boolean;
  /** Told when the second check drops hits: a filter was lost on its way, and somebody must look (nobody). */
  readonly onForeignHits?: (event: { readonly source: DataSource; readonly count: number }) => void;
  /** Milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

/** Options that were checked and copied. */
export interface OnYourDataSettings<R extends Reader> {
  readonly retrieve: Retrieve;
  readonly generate: Generate;
  readonly restrict: OnYourDataOptions<R>["restrict"];
  readonly secondCheck: "field" | "off";
  readonly dataSources: readonly DataSource[];
  readonly unnamedSource: "first" | "all";
  readonly deployments: ReadonlyMap<string, Required<Deployment>>;
  readonly embeddingDeployments: ReadonlySet<string>;
  readonly isAllowedLink: IsAllowedLink;
  readonly maxSearchQueries: number;
  readonly notFoundMessage: string;
  readonly isReady: () => boolean;
  readonly onForeignHits: NonNullable<OnYourDataOptions["onForeignHits"]>;
  readonly now: () => number;
}

const notFound =
  "The requested information is not available in the retrieved data. Please try another query or topic.";

/** Checks options. @throws TypeError whose message names the remedy. */
export function checkOptions<R extends Reader>(
  options: OnYourDataOptions<R>,
): OnYourDataSettings<R> {
  requireKeyless(options);
  const { retrieve, generate, restrict, secondCheck, dataSources, deployments } = options;
  if (typeof restrict !== "function") {
    throw new TypeError(
      "on-your-data: restrict is required, for there is no unfiltered mode; pass restrictToGroups({ field }) of @entrim/group-filter",
    );
  }
  for (const [name, value] of Object.entries({ retrieve, generate })) {
    if (typeof value !== "function")
      throw new TypeError(`on-your-data: ${name} must be a function`);
  }
  if (secondCheck !== "field" && secondCheck !== "off") {
    throw new TypeError(
      "on-your-data: secondCheck must be chosen: 'field' if the security field is retrievable, otherwise 'off'",
    );
  }
  if (!Array.isArray(dataSources) || dataSources.length === 0) {
    throw new TypeError("on-your-data: dataSources must name at least one index");
  }
  if (!Array.isArray(deployments) || deployments.length === 0) {
    throw new TypeError("on-your-data: deployments must name at least one model");
  }
  if (options.unnamedSource !== undefined && !/^(?:first|all)$/.test(options.unnamedSource)) {
    throw new TypeError("on-your-data: unnamedSource must be 'first' or 'all'");
  }
  const { maxSearchQueries = 5, linkHosts = [], embeddingDeployments = [] } = options;
  requireWholeNumber("maxSearchQueries", maxSearchQueries);
  return {
    retrieve,
    generate,
    restrict,
    secondCheck,
    dataSources: dataSources.map(checkDataSource),
    unnamedSource: options.unnamedSource ?? "first",
    deployments: new Map(
      deployments.map((deployment) => [nameOf(deployment), checkDeployment(deployment)]),
    ),
    embeddingDeployments: new Set(embeddingDeployments),
    isAllowedLink: allowLinkHosts(linkHosts),
    maxSearchQueries,
    notFoundMessage: options.notFoundMessage ?? notFound,
    isReady: options.isReady ?? (() => true),
    onForeignHits: options.onForeignHits ?? (() => {}),
    now: options.now ?? Date.now,
  };
}

function nameOf(deployment: string | Deployment): string {
  return typeof deployment === "string" ? deployment : deployment.name;
}

function checkDeployment(deployment: string | Deployment): Required<Deployment> {
  const name = nameOf(deployment);
  // the name becomes a part of an address
  if (typeof name !== "string" || !/^[\w.-]{1,64}$/.test(name) || /^\.+$/.test(name)) {
    throw new TypeError("on-your-data: a deployment's name has letters, digits, '-', '_' and '.'");
  }
  const { contextWindowInTokens = 128_000, maxAnswerTokens = 1_500 } =
    typeof deployment === "string" ? {} : deployment;
  requireWholeNumber("contextWindowInTokens", contextWindowInTokens);
  requireWholeNumber("maxAnswerTokens", maxAnswerTokens);
  return Object.freeze({ name, contextWindowInTokens, maxAnswerTokens });
}
