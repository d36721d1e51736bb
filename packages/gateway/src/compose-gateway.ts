import { createResourceMetadataHandler, resourceMetadataAddress } from "@entrim/access-token";
import { azureCloud } from "@entrim/azure-clouds";
import type { Principal } from "@entrim/guard";
import type { Handler } from "@entrim/keyless-proxy";
import type { PreprocessingSkill } from "@entrim/ingestion";
import { OnYourDataError, type Canary } from "@entrim/on-your-data";
import { answerNotFound } from "./answer-not-found.ts";
import { collectFaults } from "./collect-faults.ts";
import { findEndpointFaults } from "./endpoint-faults.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import type { GatewayRoute } from "./gateway-route.ts";
import { findMissingParts, findUnknownOptions } from "./option-faults.ts";
import { composeAccess, type ComposedAccess } from "./parts/compose-access.ts";
import { composeCanary } from "./parts/compose-canary.ts";
import { composeDocuments, documentsPath } from "./parts/compose-documents.ts";
import { composeExplain } from "./parts/compose-explain.ts";
import { composeGroupChanges, type ComposedGroupChanges } from "./parts/compose-group-changes.ts";
import { composeChatGrounds, composeGrounds } from "./parts/compose-grounds.ts";
import { composeJobs, jobPaths, type ComposedJobs } from "./parts/compose-jobs.ts";
import { composeChat, composeEmbed, composeOpenAI } from "./parts/compose-openai.ts";
import { answerHealth, composeReadiness } from "./parts/compose-readiness.ts";
import { composeSearch } from "./parts/compose-search.ts";
import { composeSkill, skillPath } from "./parts/compose-skill.ts";
import { composeUserToken } from "./parts/compose-user-token.ts";

/** The parts of a gateway, and the routes to them. */
interface ComposedGateway extends ComposedAccess {
  readonly routes: readonly GatewayRoute[];
  readonly canary: Canary | undefined;
  readonly jobs: ComposedJobs | undefined;
  readonly skill: PreprocessingSkill | undefined;
  readonly subscription: ComposedGroupChanges["subscription"];
  /** From now on the server is not ready. */
  readonly drain: () => void;
}

/**
 * Makes the parts that the options ask for.
 *
 * @throws TypeError that names every wrong option, and each remedy.
 */
export function composeGateway(options: GatewayOptions): ComposedGateway {
  const faults = collectFaults("gateway");
  faults.add(findUnknownOptions(options));
  const missing = findMissingParts(options);
  if (missing.length > 0) {
    // nothing more can be said
    faults.add(missing);
    faults.throwAny();
  }

  const { cloud = azureCloud(), prefix = "", access, openai, readiness, explain } = options;
  let isDraining = false;
  faults.attempt("prefix", () => requirePrefix(prefix));
  const onBehalf = faults.attempt("search", () => composeUserToken(options, cloud));
  const userToken = onBehalf?.userToken;
  const own = faults.attempt("access", () => {
    const { guard, groups } = composeAccess(options, cloud);
    return { groups, guard: onBehalf?.remember(guard) ?? guard };
  });
  faults.add(findEndpointFaults(options, cloud));
  const embed = faults.attempt("openai", () => openai && composeEmbed(options, openai, cloud));
  const grounds = faults.attempt("search", () => composeGrounds(options, cloud, embed));
  const chatGrounds = faults.attempt(
    "search",
    () => grounds && composeChatGrounds(options, cloud, grounds),
  );
  const canary = faults.attempt(
    "readiness.canary",
    () => grounds && readiness && composeCanary(options, readiness, grounds),
  );
  const doesTrim = (): boolean => canary?.isReady() ?? true;
  const isReady = (): boolean => !isDraining && doesTrim();
  const jobs = faults.attempt(
    "jobs",
    () => options.jobs && composeJobs(options, options.jobs, cloud),
  );
  const skill = faults.attempt(
    "jobs.skill",
    () => options.jobs?.skill && composeSkill(options, options.jobs.skill, cloud),
  );
  const groupChanges = faults.attempt(
    "groupChanges",
    () =>
      options.groupChanges &&
      own &&
      composeGroupChanges(options, options.groupChanges, cloud, own.groups),
  );
  const answerChat = faults.attempt(
    "openai",
    () =>
      chatGrounds &&
      openai &&
      composeChat(options, openai, cloud, { grounds: chatGrounds, userToken, isReady: doesTrim }),
  );

  const routes: GatewayRoute[] = [];
  const guarded = (
    name: keyof GatewayOptions & GatewayRoute["name"],
    paths: readonly string[],
    compose: () => Handler<Principal> | undefined,
  ): void => {
    const answer = faults.attempt(name, compose);
    if (!answer) return;
    routes.push(
      ...paths.map((path) => ({ name, path: prefix + path, access: "principal", answer }) as const),
    );
  };
  const open = (
    name: GatewayRoute["name"],
    path: string,
    compose: () => ((request: Request) => Promise<Response>) | undefined,
  ): void => {
    const answer = faults.attempt(name, compose);
    if (answer) routes.push({ name, path, access: "public", answer });
  };

  // below the addresses of Azure OpenAI, so they come first
  guarded("jobs", jobPaths, () => jobs?.answer);
  guarded(
    "openai",
    ["/openai/"],
    // without a chat there is a fault, and this finds others
    () => openai && composeOpenAI(options, openai, cloud, answerChat ?? answerNotFound),
  );
  // both spellings of AI Search
  guarded("search", ["/indexes/", "/indexes("], () => {
    const answer = composeSearch(options, cloud);
    return answer && whileTrimming(answer, doesTrim);
  });
  guarded(
    "documents",
    [documentsPath],
    () => grounds && options.documents && composeDocuments(grounds, doesTrim, userToken),
  );
  guarded(
    "explain",
    ["/explain"],
    () => explain && own && grounds && composeExplain(explain, grounds, own.groups),
  );
  open("skill", prefix + skillPath, () => skill);
  open("health", `${prefix}/healthz`, () => readiness && answerHealth);
  open(
    "readiness",
    `${prefix}/readyz`,
    () => readiness && own && composeReadiness(options, readiness, cloud, own.guard, isReady),
  );
  open("groupChanges", `${prefix}/group-changes`, () => groupChanges?.answer);
  const { resource, tenants } = access;
  if (resource) {
    const address = faults.attempt("access.resource", () =>
      resourceMetadataAddress(resource.address),
    );
    open("metadata", address ? new URL(address).pathname : "", () =>
      createResourceMetadataHandler({
        resource: resource.address,
        scopes: resource.scopes,
        tenants,
        cloud,
      }),
    );
  }
  faults.throwAny();
  if (!own) throw new TypeError("gateway: there is no guard though no option was wrong");

  return {
    ...own,
    routes,
    canary,
    jobs,
    skill,
    subscription: groupChanges?.subscription,
    drain() {
      isDraining = true;
    },
  };
}

/** Search clients are answered as little as chats while it is not sure that the index trims. */
function whileTrimming(answer: Handler<Principal>, doesTrim: () => boolean): Handler<Principal> {
  const requireTrimming = (): void => {
    if (doesTrim()) return;
    throw new OnYourDataError("NOT_READY", "It is not sure that the index trims. Try again later.");
  };
  const { direct } = answer;
  const own: Handler<Principal> = async (request, context) => {
    requireTrimming();
    return answer(request, context);
  };
  if (!direct) return own;
  return Object.assign(own, {
    direct: async (...asked: Parameters<typeof direct>) => {
      requireTrimming();
      return direct(...asked);
    },
  });
}

function requirePrefix(prefix: string): void {
  if (/^(?:\/[\w.~-]+)*$/.test(prefix)) return;
  throw new TypeError("gateway: prefix is a path without a slash at its end, as in /ai");
}
