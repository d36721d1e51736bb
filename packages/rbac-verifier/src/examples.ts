//#region readme
import type { TokenCredential } from "@azure/core-auth";
import {
  formatReport,
  readDeployment,
  type ReadDeploymentOptions,
  type Targets,
  verify,
} from "@entrim/rbac-verifier";

/** A report on a set-up, for people; `credential` needs the role Reader. */
export async function report(
  targets: Targets,
  credential: TokenCredential,
  options: Omit<ReadDeploymentOptions, "credential"> = {},
): Promise<string> {
  const evidence = await readDeployment(targets, { ...options, credential });
  return formatReport(verify(evidence), "table");
}
//#endregion

//#region readiness
import { createReadinessHandler, type ReadinessHandler } from "@entrim/rbac-verifier";

/** For `/readyz`: one word for strangers, kept for minutes. */
export function createReadyz(targets: Targets, credential: TokenCredential): ReadinessHandler {
  return createReadinessHandler({
    verify: async ({ abortSignal }) =>
      verify(await readDeployment(targets, { credential, abortSignal })),
  });
}
//#endregion
