export { auditIndex } from "./audit/audit-index.ts";
export { formatAudit } from "./audit/format-audit.ts";
export { canI } from "./can-i.ts";
export { formatBaseline, parseBaseline } from "./baseline.ts";
export { diffFindings } from "./diff/diff-findings.ts";
export { formatDiff } from "./diff/format-diff.ts";
export { formatDiagram } from "./diagram/format-diagram.ts";
export { formatSnapshot } from "./evidence/format-snapshot.ts";
export { readSnapshot } from "./evidence/read-snapshot.ts";
export { explainRule } from "./explain-rule.ts";
export { applyFixes } from "./fix/apply-fixes.ts";
export { planFixes } from "./fix/plan-fixes.ts";
export { undoFixes } from "./fix/undo-fixes.ts";
export { hostsLines } from "./hosts-lines.ts";
export { writeInfra } from "./infra/write-infra.ts";
export { maskIds } from "./mask-ids.ts";
export { probeHosts } from "./probe-hosts.ts";
export { readDeployment } from "./live/read-deployment.ts";
export { isRbacVerifierError, RbacVerifierError } from "./rbac-verifier-error.ts";
export { createReadinessHandler } from "./readiness-handler.ts";
export { exitCodeOf } from "./report/exit-code.ts";
export { formatReport } from "./report/format-report.ts";
export { summarize } from "./report/summarize.ts";
export { describeStep } from "./step.ts";
export { suppressFindings } from "./suppression.ts";
export { verify } from "./verify.ts";

export type {
  AuditIndexOptions,
  AuditProgress,
  IndexAudit,
  IndexReader,
} from "./audit/audit-index.ts";
export type { GroupRecord } from "./audit/group-directory.ts";
export type { BaselineOptions } from "./baseline.ts";
export type { CanIAnswer, CanIQuestion } from "./can-i.ts";
export type { ChangedFinding, FindingDiff } from "./diff/diff-findings.ts";
export type { Evidence, EvidenceClass, HostProbe, Resource } from "./evidence/evidence.ts";
export type { EvidenceFile, SnapshotOptions } from "./evidence/read-snapshot.ts";
export type { PrincipalTarget, Targets } from "./evidence/targets.ts";
export type { DecidingGrant, Finding, FindingStatus, Severity, Subject } from "./finding.ts";
export type { AppliedFix, ApplyOptions } from "./fix/apply-fixes.ts";
export type { Change, Fix, FixPhase } from "./fix/fix.ts";
export type { FixPlan, FixPlanOptions, PlannedFix } from "./fix/plan-fixes.ts";
export type { UndoStep } from "./fix/undo-fixes.ts";
export type { InfraOptions, ModelOptions } from "./infra/infra-options.ts";
export type { InfraFile } from "./infra/write-infra.ts";
export type { ProbeOptions } from "./probe-hosts.ts";
export type { AzureClientOptions } from "./live/azure-client.ts";
export type { ReadDeploymentOptions } from "./live/read-deployment.ts";
export type { RbacVerifierErrorCode } from "./rbac-verifier-error.ts";
export type { ReadinessHandler, ReadinessOptions } from "./readiness-handler.ts";
export type { ExitCodeOptions } from "./report/exit-code.ts";
export type { ReportFormat, ReportOptions } from "./report/format-report.ts";
export type { ReportRun } from "./report/report-run.ts";
export type { Summary } from "./report/summarize.ts";
export type { Outcome, Profile, Rule, RuleDescription, Stage } from "./rules/rule.ts";
export type { Scene } from "./rules/scene.ts";
export type { Step, StepDescription } from "./step.ts";
export type { Suppression, SuppressOptions } from "./suppression.ts";
export type { VerifyOptions } from "./verify.ts";
