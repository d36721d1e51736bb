import type { CallerRule } from "./caller-rule.ts";
import type {
  GatewayAccess,
  GatewayDocuments,
  GatewayExplain,
  GatewayGroupChanges,
  GatewayJobs,
  GatewayOpenAI,
  GatewayOptions,
  GatewayReadiness,
  GatewaySearch,
  GatewaySkill,
  GatewaySkillOffer,
} from "./gateway-options.ts";

type Members<T> = Record<keyof T, true>;

const callerRule = { roles: true, scopes: true } satisfies Members<CallerRule>;

/** Every option by name; the compiler sees to it that none is left out. */
const known: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  "": {
    credential: true,
    access: true,
    search: true,
    openai: true,
    documents: true,
    jobs: true,
    readiness: true,
    explain: true,
    groupChanges: true,
    prefix: true,
    cloud: true,
    ownHosts: true,
    onDecision: true,
    onError: true,
  } satisfies Members<GatewayOptions>,
  access: {
    tenants: true,
    audiences: true,
    scopes: true,
    roles: true,
    clients: true,
    guests: true,
    tenantIsolation: true,
    tokenGroups: true,
    groupCache: true,
    cacheMaxAgeInMs: true,
    onBehalfOf: true,
    onCacheFailure: true,
    resource: true,
  } satisfies Members<GatewayAccess>,
  "access.resource": { address: true, scopes: true } satisfies Members<
    NonNullable<GatewayAccess["resource"]>
  >,
  search: {
    endpoint: true,
    indexes: true,
    groupField: true,
    secondCheck: true,
    unnamedSource: true,
    fieldsFrom: true,
    enforcement: true,
    onBehalfOf: true,
    knowledgeBase: true,
    proxy: true,
  } satisfies Members<GatewaySearch>,
  openai: {
    endpoint: true,
    deployments: true,
    ungrounded: true,
    linkHosts: true,
    maxDataSources: true,
    limits: true,
  } satisfies Members<GatewayOpenAI>,
  "openai.limits": {
    requestsPerMinute: true,
    tokensPerMinute: true,
    counter: true,
  } satisfies Members<NonNullable<GatewayOpenAI["limits"]>>,
  documents: { keyField: true, origin: true } satisfies Members<GatewayDocuments>,
  jobs: {
    mode: true,
    storage: true,
    pages: true,
    lock: true,
    access: true,
    chunks: true,
    limits: true,
    maxConcurrentJobs: true,
    managers: true,
    embeddingDeployments: true,
    embeddingModels: true,
    skill: true,
    jobIndex: true,
  } satisfies Members<GatewayJobs>,
  "jobs.managers": callerRule,
  "jobs.skill": { uri: true, authResourceId: true, offer: true } satisfies Members<GatewaySkill>,
  "jobs.skill.offer": {
    callers: true,
    roles: true,
    limits: true,
    maxRequestBytes: true,
  } satisfies Members<GatewaySkillOffer>,
  readiness: {
    strict: true,
    targets: true,
    verify: true,
    canary: true,
    operators: true,
  } satisfies Members<GatewayReadiness>,
  "readiness.canary": {
    knownGroups: true,
    userToken: true,
    onFailure: true,
    intervalInMs: true,
  } satisfies Members<NonNullable<GatewayReadiness["canary"]>>,
  "readiness.operators": callerRule,
  explain: { operators: true } satisfies Members<GatewayExplain>,
  "explain.operators": callerRule,
  groupChanges: {
    tenantId: true,
    clientState: true,
    onLifecycleEvent: true,
    notificationUrl: true,
  } satisfies Members<GatewayGroupChanges>,
};

/** What there is no server without, and no part without. */
const required: ReadonlySet<string> = new Set([
  "",
  "access",
  "search",
  "jobs.managers",
  "explain.operators",
]);

/** Says which parts are missing, or are no objects: without them, nothing more can be said. */
export function findMissingParts(options: GatewayOptions): string[] {
  return Object.keys(known).flatMap((path) => {
    const value = valueAt(options, path);
    const isOwned = path === "" || isObject(valueAt(options, ownerOf(path)));
    if (isObject(value) || !isOwned || (value === undefined && !required.has(path))) return [];
    const fault = value === undefined ? "is missing" : "must be an object";
    return [`gateway: ${path === "" ? "its one argument" : path} ${fault}`];
  });
}

/** Says which options are misspelt: a `secondcheck` would check nothing. */
export function findUnknownOptions(options: GatewayOptions): string[] {
  return Object.entries(known).flatMap(([path, members]) =>
    Object.keys(valueAt(options, path) ?? {})
      .filter((name) => !Object.hasOwn(members, name))
      .map((name) => `gateway: ${path === "" ? name : `${path}.${name}`} is no option`),
  );
}

/** What a part is a part of; the options are their own. */
function ownerOf(path: string): string {
  return path.split(".").slice(0, -1).join(".");
}

function valueAt(options: unknown, path: string): unknown {
  const steps = path === "" ? [] : path.split(".");
  return steps.reduce(
    (value, step) => (isObject(value) ? (Reflect.get(value, step) as unknown) : undefined),
    options,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
