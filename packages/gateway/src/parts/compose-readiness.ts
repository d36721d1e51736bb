import type { AzureCloud } from "@entrim/azure-clouds";
import type { Guard } from "@entrim/guard";
import {
  createReadinessHandler,
  isRbacVerifierError,
  readDeployment,
  readSnapshot,
  verify,
  type Targets,
  type VerifyOptions,
} from "@entrim/rbac-verifier";
import { createCallerCheck } from "../caller-rule.ts";
import type { GatewayOptions, GatewayReadiness } from "../gateway-options.ts";

/** Answers a probe, whoever sends it. */
type ProbeHandler = (request: Request) => Promise<Response>;

/** What `/readyz` says: whether the server is up to it, and then whether its set-up on Azure is. */
export function composeReadiness(
  { credential }: GatewayOptions,
  { targets, verify: verifyOptions = {}, operators, strict = false }: GatewayReadiness,
  cloud: AzureCloud,
  guard: Guard,
  isReady: () => boolean,
): ProbeHandler {
  if (targets) requireVerifiable(targets, verifyOptions);
  const isOperator = operators && createCallerCheck("readiness.operators", operators);
  const answerSetUp = createReadinessHandler({
    strict,
    async verify({ abortSignal }) {
      if (!targets) return [];
      const evidence = await readDeployment(targets, {
        cloud: cloud.name,
        credential,
        abortSignal,
      });
      return verify(evidence, verifyOptions);
    },
    async mayReadDetails({ headers, signal: abortSignal }) {
      if (!isOperator) return false;
      const authorization = headers.get("authorization") ?? undefined;
      // a stranger who asks for more gets what strangers get
      return guard.authorize(authorization, { abortSignal }).then(isOperator, () => false);
    },
  });
  return async (request) => {
    const isProbe = request.method === "GET" || request.method === "HEAD";
    if (isProbe && !isReady()) return answerProbe(request, "not ready", 503);
    return targets || !isProbe ? answerSetUp(request) : answerProbe(request, "ready", 200);
  };
}

/** What `/healthz` says, for as long as it says anything. */
export const answerHealth: ProbeHandler = async (request) => answerProbe(request, "ok", 200);

function answerProbe({ method }: Request, word: string, status: number): Response {
  return new Response(method === "HEAD" ? null : `${word}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}

/** Judges nothing, which shows what is wrong with targets and rules before the first probe does. */
function requireVerifiable(targets: Targets, options: VerifyOptions): void {
  try {
    verify(readSnapshot([], { targets }), options);
  } catch (error) {
    if (!isRbacVerifierError(error)) throw error;
    throw new TypeError(`gateway: readiness.targets are wrong: ${error.message}`, { cause: error });
  }
}
