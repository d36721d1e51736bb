import type { Finding } from "./finding.ts";
import { summarize } from "./report/summarize.ts";
import { requireKnownOptions } from "./require-known-options.ts";

/** How a server says whether it is ready. */
export interface ReadinessOptions {
  /** Reads and judges; its signal ends with the time. */
  readonly verify: (options: { readonly abortSignal: AbortSignal }) => Promise<readonly Finding[]>;
  /** How long a good answer is kept (300000). */
  readonly readyMaxAgeInMs?: number;
  /** How long any other answer is kept (60000). */
  readonly failureMaxAgeInMs?: number;
  /** How long `verify` may take (30000). */
  readonly timeoutInMs?: number;
  /** Whether what is unknown is not ready (`false`). */
  readonly strict?: boolean;
  /** Who may see the list of rules with `?verbose` (nobody). It has no resource ids either. */
  readonly mayReadDetails?: (request: Request) => boolean | Promise<boolean>;
  /** Milliseconds that only grow (the system's). */
  readonly now?: () => number;
}

const optionNames: Readonly<Record<keyof ReadinessOptions, true>> = {
  verify: true,
  readyMaxAgeInMs: true,
  failureMaxAgeInMs: true,
  timeoutInMs: true,
  strict: true,
  mayReadDetails: true,
  now: true,
};

/** Answers a probe; for `mountPublic` of an adapter. */
export type ReadinessHandler = (request: Request) => Promise<Response>;

interface Verdict {
  readonly state: "ready" | "degraded" | "not ready";
  readonly findings: readonly Finding[];
  readonly validUntil: number;
}

/**
 * Says 200 when the set-up is ready, 503 when it is not, and 200 with `degraded` when it is not known. Strangers
 * learn no more than that word. Probes do not reach Azure: one answer serves all until it is old, and while it
 * is renewed.
 *
 * @throws TypeError for an option or a time that is none.
 */
export function createReadinessHandler(options: ReadinessOptions): ReadinessHandler {
  requireKnownOptions("createReadinessHandler", options, optionNames);
  const {
    verify,
    readyMaxAgeInMs = 300_000,
    failureMaxAgeInMs = 60_000,
    timeoutInMs = 30_000,
    strict = false,
    mayReadDetails = () => false,
    now = () => performance.now(),
  } = options;
  for (const [name, value] of Object.entries({ readyMaxAgeInMs, failureMaxAgeInMs, timeoutInMs })) {
    if (!Number.isFinite(value) || value <= 0) {
      throw new TypeError(`rbac-verifier: ${name} must be milliseconds above 0`);
    }
  }
  let kept: Verdict | undefined;
  let running: Promise<Verdict> | undefined;

  async function judge(): Promise<Verdict> {
    let findings: readonly Finding[] = [];
    let state: Verdict["state"] = "not ready";
    try {
      const abortSignal = AbortSignal.timeout(timeoutInMs);
      findings = await Promise.race([verify({ abortSignal }), rejectedBy(abortSignal)]);
      const { verdict } = summarize(findings);
      state = verdict === "unknown" ? (strict ? "not ready" : "degraded") : verdict;
    } catch {
      // an outage of Azure's management says nothing about the way to the services
      state = strict ? "not ready" : "degraded";
    }
    const age = state === "ready" ? readyMaxAgeInMs : failureMaxAgeInMs;
    return { state, findings, validUntil: now() + age };
  }

  async function current(): Promise<Verdict> {
    if (kept !== undefined && now() < kept.validUntil) return kept;
    running ??= judge().finally(() => {
      running = undefined;
    });
    kept = await running;
    return kept;
  }

  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
    }
    const { state, findings } = await current();
    const wantsDetails = new URL(request.url).searchParams.has("verbose");
    const lines = [
      state,
      ...(wantsDetails && (await mayReadDetails(request)) ? findings.map(lineOf) : []),
    ];
    return new Response(request.method === "HEAD" ? null : `${lines.join("\n")}\n`, {
      status: state === "not ready" ? 503 : 200,
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    });
  };
}

function lineOf({ ruleId, slug, status, severity }: Finding): string {
  const mark = status === "pass" ? "+" : status === "fail" && severity === "error" ? "-" : "?";
  return `[${mark}] ${ruleId} ${slug} ${status}`;
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
