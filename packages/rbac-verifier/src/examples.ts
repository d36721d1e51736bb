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

//#region rule
import { type Finding, readSnapshot, type Rule } from "@entrim/rbac-verifier";

/** A rule of your own: the search service stands in Europe. */
const inEurope: Rule = {
  id: "X01",
  slug: "search-in-europe",
  title: "The search service stands in Europe.",
  why: "Documents about people must not leave it.",
  severity: "error",
  blocks: [],
  check({ idOf, resourceOf }) {
    const subject = { resourceId: idOf("search") ?? "/" };
    const region = resourceOf("search")?.["location"];
    if (typeof region !== "string") {
      return [{ status: "unknown", subject, message: "its region is not in the evidence" }];
    }
    const isInside = /europe|france|germany|sweden/i.test(region);
    return [{ status: isInside ? "pass" : "fail", subject, message: `it stands in ${region}` }];
  },
};

/** Judges a snapshot by the rules of the profile and that one. */
export function judgeInEurope(name: string, content: Uint8Array): readonly Finding[] {
  return verify(readSnapshot([{ name, content }]), { customRules: [inEurope] });
}
//#endregion

//#region audit
import { auditIndex, type AuditIndexOptions, formatAudit } from "@entrim/rbac-verifier";

/** Who reads what of an index; the identity needs Search Index Data Reader and GroupMember.Read.All. */
export async function auditDocuments(
  credential: TokenCredential,
  options: Partial<AuditIndexOptions> = {},
): Promise<string> {
  const audit = await auditIndex({
    endpoint: "https://contoso.search.windows.net",
    index: "documents",
    keyField: "id",
    groupField: "group_ids",
    parentField: "parent_id",
    credential,
    ...options,
  });
  return formatAudit(audit, "table");
}
//#endregion
