import type { Evidence } from "./evidence/evidence.ts";
import type { Finding } from "./finding.ts";
import { requireKnownOptions } from "./require-known-options.ts";
import { ruleCatalogue } from "./rules/catalogue.ts";
import type { Outcome, Profile, Rule, Stage } from "./rules/rule.ts";
import { createScene, type Scene } from "./rules/scene.ts";
import { readSeverities, type Severities, withSeverities } from "./rules/severities.ts";
import { type Suppression, suppressFindings } from "./suppression.ts";

/** What to judge by. */
export interface VerifyOptions {
  /** (`entrim`) */
  readonly profile?: Profile;
  /** (`prod` for entrim, `studio` for the article) */
  readonly stage?: Stage;
  /** Severities by id or name of a rule, or `off` (those of the rules). */
  readonly rules?: Severities;
  /** Rules of your own, after those of the catalogue (none). */
  readonly customRules?: readonly Rule[];
  /** What is accepted for a time (nothing). */
  readonly suppressions?: readonly Suppression[];
  /** Milliseconds since 1970 (the system's). */
  readonly now?: () => number;
}

const optionNames: Readonly<Record<keyof VerifyOptions, true>> = {
  profile: true,
  stage: true,
  rules: true,
  customRules: true,
  suppressions: true,
  now: true,
};

const profiles: ReadonlySet<unknown> = new Set(["entrim", "r1", "r2", "r3"]);
const stages: ReadonlySet<unknown> = new Set(["studio", "prod", "hardening"]);

/**
 * Judges evidence by the rules of a profile. Findings that pass are among the answer.
 *
 * @throws TypeError for an option, a profile, a stage, a rule or a term that is none.
 */
export function verify(evidence: Evidence, options: VerifyOptions = {}): readonly Finding[] {
  requireKnownOptions("verify", options, optionNames);
  const {
    profile = "entrim",
    stage = usualStageOf(profile),
    rules = {},
    customRules = [],
    suppressions = [],
    now = Date.now,
  } = options;
  if (!profiles.has(profile)) {
    throw new TypeError("rbac-verifier: profile must be entrim, r1, r2 or r3");
  }
  if (!stages.has(stage)) {
    throw new TypeError("rbac-verifier: stage must be studio, prod or hardening");
  }
  const severities = readSeverities(rules, customRules);
  const scene = createScene(evidence, { profile, stage, nowInMs: now() });
  const findings = [...ruleCatalogue, ...customRules]
    .filter(
      (rule) =>
        severities.get(rule.id) !== "off" &&
        (rule.profiles === undefined || rule.profiles.includes(profile)) &&
        (rule.stages === undefined || rule.stages.includes(stage)),
    )
    .flatMap((rule) => rule.check(scene).map((outcome) => toFinding(rule, outcome, scene)));
  return suppressFindings(withSeverities(findings, severities), suppressions, { customRules, now });
}

/** How far along a set-up of a profile usually is. */
export function usualStageOf(profile: Profile): Stage {
  return profile === "entrim" ? "prod" : "studio";
}

function toFinding(
  rule: Rule,
  { status, subject, message, severity, path, ...details }: Outcome,
  scene: Scene,
): Finding {
  const { source, capturedAt } = scene.evidence;
  const { fix, ...others } = details;
  const own = typeof rule.severity === "function" ? rule.severity(scene) : rule.severity;
  return {
    ruleId: rule.id,
    slug: rule.slug,
    status,
    severity: severity ?? own,
    subject,
    message,
    why: rule.why,
    blocks: rule.blocks,
    evidence: {
      source,
      ...(path === undefined ? {} : { path }),
      ...(capturedAt === undefined ? {} : { capturedAt }),
    },
    ...others,
    ...(fix === undefined ? {} : { fix }),
    ...(rule.aka === undefined ? {} : { aka: rule.aka }),
  };
}
