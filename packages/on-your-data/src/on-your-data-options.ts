import { checkDataSource, type DataSource } from "./data-source.ts";
import { checkDocumentsUrl } from "./document-link.ts";
import type { Generate } from "./generate.ts";
import { requireKeyless } from "./require-keyless.ts";
import { requireKnownOptions } from "./require-known-options.ts";
import { requireWholeNumber } from "./require-whole-number.ts";
import type { Retrieve } from "./retrieve.ts";
import { allowLinkHosts, type IsAllowedLink } from "./steps/link-hosts.ts";
import type { Reader } from "./steps/second-check.ts";
import type { TokenEncoding } from "./steps/token-counter.ts";
import { traceGenerate } from "./telemetry/trace-generate.ts";
import { traceRetrieve } from "./telemetry/trace-retrieve.ts";
import { requireUserToken, type UserToken } from "./user-token.ts";

/** A model that questions may be answered with. */
export interface Deployment {
  /** What callers name it, and what it is called at the Azure OpenAI resource. */
  readonly name: string;
  /** Tokens of a prompt and its answer together (128000). */
  readonly contextWindowInTokens?: number;
  /** What an answer may have at most, whatever a request asks for; also if it asks for nothing (1500). */
  readonly maxAnswerTokens?: number;
  /** Tokens of the question and what was said before it; the oldest turns go first (2000). */
  readonly maxConversationTokens?: number;
  /** Tokens of the application's own system messages and role information (4000). */
  readonly maxInstructionTokens?: number;
  /**
   * How the model cuts text into tokens (`cl100k_base` for a name as `gpt-4`, `gpt-4-turbo` or `gpt-35-turbo`,
   * otherwise `o200k_base`).
   */
  readonly encoding?: TokenEncoding;
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
  /**
   * Obtains a token for AI Search on behalf of whoever asks, for sources whose `enforcement` is `filter+native`;
   * without a token they are not searched (there are no such sources).
   */
  readonly userToken?: UserToken<R>;
  /** The models that may be named. */
  readonly deployments: readonly (string | Deployment)[];
  /** Deployments whose vectors a request may ask for (none). */
  readonly embeddingDeployments?: readonly string[];
  /** Hosts that links in citations and answers may lead to, over https (none). */
  readonly linkHosts?: readonly string[];
  /**
   * Where {@link createDocumentHandler} is mounted, as in `https://chat.contoso.example/documents` or
   * `/documents`: citations of sources with a `keyField` then lead there (they lead where the index says).
   */
  readonly documentsUrl?: string;
  /** Searches for one question at most (5). */
  readonly maxSearchQueries?: number;
  /** What is said when nothing was found (the service's own sentence). */
  readonly notFoundMessage?: string;
  /** Whether any question is answered, as `isReady` of {@link createCanary} says (always). */
  readonly isReady?: () => boolean;
  /** Told when the second check drops hits: a filter was lost on its way, and somebody must look (nobody). */
  readonly onForeignHits?: (event: { readonly source: DataSource; readonly count: number }) => void;
  /**
   * Whether traces hold what was asked, what was searched for, what the model was told and what it wrote: then
   * whoever reads the traces reads the documents (false).
   */
  readonly captureContent?: boolean;
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
  readonly userToken: UserToken<R> | undefined;
  readonly deployments: ReadonlyMap<string, Required<Deployment>>;
  readonly embeddingDeployments: ReadonlySet<string>;
  readonly isAllowedLink: IsAllowedLink;
  readonly documentsUrl: string | undefined;
  readonly maxSearchQueries: number;
  readonly notFoundMessage: string;
  readonly isReady: () => boolean;
  readonly onForeignHits: NonNullable<OnYourDataOptions["onForeignHits"]>;
  readonly now: () => number;
}

const knownOptions: Readonly<Record<keyof OnYourDataOptions, true>> = {
  retrieve: true,
  generate: true,
  restrict: true,
  secondCheck: true,
  dataSources: true,
  unnamedSource: true,
  userToken: true,
  deployments: true,
  embeddingDeployments: true,
  linkHosts: true,
  documentsUrl: true,
  maxSearchQueries: true,
  notFoundMessage: true,
  isReady: true,
  onForeignHits: true,
  captureContent: true,
  now: true,
};

const notFound =
  "The requested information is not available in the retrieved data. Please try another query or topic.";

/** Checks options. @throws TypeError whose message names the remedy. */
export function checkOptions<R extends Reader>(
  options: OnYourDataOptions<R>,
): OnYourDataSettings<R> {
  requireKeyless(options);
  requireKnownOptions<OnYourDataOptions<R>>(options, knownOptions);
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
  const checkedSources = dataSources.map(checkDataSource);
  requireUserToken(checkedSources, options.userToken);
  const { maxSearchQueries = 5, linkHosts = [], embeddingDeployments = [] } = options;
  const { captureContent = false } = options;
  if (typeof captureContent !== "boolean") {
    throw new TypeError("on-your-data: captureContent must be true or false");
  }
  requireWholeNumber("maxSearchQueries", maxSearchQueries);
  return {
    retrieve: traceRetrieve(retrieve, { captureContent }),
    generate: traceGenerate(generate, { captureContent }),
    restrict,
    secondCheck,
    dataSources: checkedSources,
    unnamedSource: options.unnamedSource ?? "first",
    userToken: options.userToken,
    deployments: new Map(
      deployments.map((deployment) => [nameOf(deployment), checkDeployment(deployment)]),
    ),
    embeddingDeployments: new Set(embeddingDeployments),
    isAllowedLink: allowLinkHosts(linkHosts),
    documentsUrl: checkDocumentsUrl(options.documentsUrl),
    maxSearchQueries,
    notFoundMessage: options.notFoundMessage ?? notFound,
    isReady: options.isReady ?? (() => true),
    onForeignHits: options.onForeignHits ?? (() => {}),
    now: options.now ?? Date.now,
  };
}

const knownOfDeployment: Readonly<Record<keyof Deployment, true>> = {
  name: true,
  contextWindowInTokens: true,
  maxAnswerTokens: true,
  maxConversationTokens: true,
  maxInstructionTokens: true,
  encoding: true,
};

/** As `gpt-4`, `gpt-4-32k`, `gpt-4-turbo` and `gpt-35-turbo`, but not `gpt-4o` or `gpt-4.1`. */
const olderModel = /^gpt-(?:3\.?5|4(?:$|-))/i;

function nameOf(deployment: string | Deployment): string {
  return typeof deployment === "string" ? deployment : deployment.name;
}

function checkDeployment(deployment: string | Deployment): Required<Deployment> {
  if (typeof deployment !== "string") requireKnownOptions(deployment, knownOfDeployment);
  const name = nameOf(deployment);
  // the name becomes a part of an address
  if (typeof name !== "string" || !/^[\w.-]{1,64}$/.test(name) || /^\.+$/.test(name)) {
    throw new TypeError("on-your-data: a deployment's name has letters, digits, '-', '_' and '.'");
  }
  const {
    encoding = olderModel.test(name) ? "cl100k_base" : "o200k_base",
    contextWindowInTokens = 128_000,
    maxAnswerTokens = 1_500,
    maxConversationTokens = 2_000,
    maxInstructionTokens = 4_000,
  }: Deployment = typeof deployment === "string" ? { name } : deployment;
  if (encoding !== "o200k_base" && encoding !== "cl100k_base") {
    throw new TypeError("on-your-data: encoding must be 'o200k_base' or 'cl100k_base'");
  }
  const limits = {
    contextWindowInTokens,
    maxAnswerTokens,
    maxConversationTokens,
    maxInstructionTokens,
  };
  for (const [limit, value] of Object.entries(limits)) requireWholeNumber(limit, value);
  return Object.freeze({ name, encoding, ...limits });
}
