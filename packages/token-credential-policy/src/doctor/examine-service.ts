import type { AccessToken, TokenCredential } from "@azure/core-auth";
import type { AzureCloud } from "@entrim/azure-clouds";
import { explainAzureError, type AzureProblem } from "../explain-azure-error.ts";
import { explainThrownError } from "../explain-thrown-error.ts";
import { createTokenFetch } from "../token-fetch.ts";
import { hops, type Check, type Hop } from "./check.ts";
import { judgeRole } from "./judge-role.ts";
import { readPrincipal, type Principal } from "./principal.ts";
import { probeOf } from "./probe.ts";
import { readRefusal } from "./read-refusal.ts";
import { resolveHost, type Lookup, type Resolution } from "./resolve-host.ts";
import { findRoleAssignments } from "./role-assignments.ts";
import { audienceOf, checkAddress, type Target } from "./target.ts";

/** What a service is examined with. */
export interface ExaminationOptions {
  readonly credential: TokenCredential;
  readonly cloud: AzureCloud;
  readonly fetch: typeof globalThis.fetch;
  readonly lookup: Lookup;
  /** Whether requests leave by a proxy, which then resolves names itself. */
  readonly isProxied: boolean;
  readonly now: () => number;
  readonly onHop: (hop: Hop) => void;
}

/** How long a service may take to say anything. */
const timeoutInMs = 15_000;

/** Goes the way to a service up to where it ends; a check for each hop, in order. */
export async function examineService(
  target: Target,
  options: ExaminationOptions,
): Promise<readonly Check[]> {
  const found: Check[] = [];
  for await (const check of goTheWay(target, options)) {
    found.push(check);
    if (check.state === "fails") break;
  }
  const end = found.find(({ state }) => state === "fails");
  // what lies before the hop that fails was passed, what lies behind it was not reached
  const reached = end === undefined ? hops.length : hops.indexOf(end.hop as Hop);
  return hops.map(
    (hop, place) =>
      found.findLast((check) => check.hop === hop) ??
      (place < reached && found.length > 1
        ? { hop, state: "works", detail: passed[hop] }
        : { hop, state: "unknown", detail: "not reached" }),
  );
}

const passed: Readonly<Record<Hop, string>> = {
  address: "as the cloud has it",
  dns: "resolves",
  tls: "a trusted certificate",
  token: "there is one",
  network: "requests from here are taken",
  subdomain: "tokens are taken",
  audience: "this one is",
  role: "the identity may",
  service: "answers",
};

async function* goTheWay(
  target: Target,
  { credential, cloud, fetch, lookup, isProxied, now, onHop }: ExaminationOptions,
): AsyncGenerator<Check> {
  yield checkAddress(target, cloud);

  onHop("dns");
  const { host } = new URL(target.endpoint);
  const resolution = await resolveHost(host, { lookup, isProxied });
  yield resolution.check;

  onHop("tls");
  yield await checkConnection(target, fetch);

  onHop("token");
  const audience = audienceOf(target, cloud);
  const token = await requestToken(credential, audience);
  if (!("token" in token)) {
    yield token;
    return;
  }
  const principal = readPrincipal(token);
  yield {
    hop: "token",
    state: "works",
    detail: `for ${audience}, good until ${new Date(token.expiresOnTimestamp).toISOString()}`,
  };

  onHop("role");
  const send = createTokenFetch({
    credential: { getToken: () => Promise.resolve(token) },
    scopes: `${audience}/.default`,
    allowedHosts: [host],
    fetch,
  });
  const answer = await askService(target, send);
  if (answer === undefined) return;
  if (!("problem" in answer)) {
    yield answer;
    return;
  }
  if (answer.hop !== "role" || principal === undefined) {
    yield judge(target, answer, { cloud, resolution, principal });
    return;
  }
  const arm = new URL(cloud.resourceManagerEndpoint);
  const assignments = await findRoleAssignments(target, principal, {
    cloud,
    fetch: createTokenFetch({
      credential,
      scopes: `${arm.origin}/.default`,
      allowedHosts: [arm.host],
      fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutInMs) }),
    }),
  });
  yield judgeRole(target, principal, answer, { ...assignments, now: now() });
}

/** Any answer shows that there is a way and that its certificate is trusted; no token is on the request. */
async function checkConnection(
  { endpoint }: Target,
  fetch: typeof globalThis.fetch,
): Promise<Check> {
  try {
    const response = await fetch(endpoint, {
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutInMs),
    });
    await response.body?.cancel();
    return { hop: "tls", state: "works", detail: passed.tls };
  } catch (error) {
    return unreachable(error);
  }
}

function unreachable(error: unknown): Check {
  const known = explainThrownError(error);
  return {
    hop: "tls",
    state: "fails",
    detail: known?.problem ?? "No connection to the host comes about.",
    remedy:
      known?.remedy ??
      "See whether the name is the resource's, and what firewall and proxy between here and there say of it.",
  };
}

async function requestToken(
  credential: TokenCredential,
  audience: string,
): Promise<AccessToken | Check> {
  try {
    const token = await credential.getToken(`${audience}/.default`);
    if (token !== null) return token;
  } catch (error) {
    const known = explainThrownError(error);
    if (known !== undefined) {
      return { hop: "token", state: "fails", detail: known.problem, remedy: known.remedy };
    }
  }
  return {
    hop: "token",
    state: "fails",
    detail: "The credential gave no token.",
    remedy: `Ask for one by hand to see why: az account get-access-token --scope ${audience}/.default`,
  };
}

/** What the service says to the one question; nothing where all is well. */
async function askService(
  target: Target,
  send: typeof globalThis.fetch,
): Promise<AzureProblem | Check | undefined> {
  const { path, init, verdicts } = probeOf(target);
  let response: Response;
  try {
    response = await send(`${target.endpoint}${path}`, {
      ...init,
      signal: AbortSignal.timeout(timeoutInMs),
    });
  } catch (error) {
    return unreachable(error);
  }
  const { status } = response;
  if (response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const { service } = target;
  const problem = explainAzureError({ service, status, ...(await readRefusal(response)) });
  if (problem !== undefined) return problem;
  const verdict = verdicts[status];
  if (verdict === "works") return undefined;
  return {
    hop: "service",
    state: "fails",
    detail:
      verdict === undefined
        ? `The service answered with HTTP ${status}, which says nothing more.`
        : `The service lets the identity in, and has not ${verdict.missing}.`,
    remedy:
      verdict === undefined
        ? "See the service's own logs."
        : "Compare the name with what the resource has; what is new takes some minutes.",
  };
}

/** Where on the way a problem lies, and what this machine knows of it beyond. */
function judge(
  { service }: Target,
  { hop, problem, remedy }: AzureProblem,
  {
    cloud,
    resolution,
    principal,
  }: {
    readonly cloud: AzureCloud;
    readonly resolution: Resolution;
    readonly principal: Principal | undefined;
  },
): Check {
  const check = { state: "fails", detail: problem, remedy } as const;
  switch (hop) {
    case "network": {
      if (resolution.isPrivate !== false || service === "graph")
        return { ...check, hop: "network" };
      const [zone] = cloud[service].privateDnsZones;
      return {
        ...check,
        hop: "network",
        detail: `${problem} Its name resolves to a public address here (${resolution.check.detail}).`,
        remedy: `Where the resource has a private endpoint, link the private DNS zone ${zone} to this network; otherwise allow this network.`,
      };
    }
    case "resource":
      return { ...check, hop: "subdomain" };
    case "token":
    case "identity":
      return {
        ...check,
        hop: "audience",
        detail:
          principal === undefined
            ? problem
            : `${problem} It is made out to ${principal.audience}, by tenant ${principal.tenantId}.`,
      };
    case "role":
      return { ...check, hop: "role" };
    case "service":
      return { ...check, hop: "service" };
  }
}
