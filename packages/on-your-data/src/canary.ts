import { checkDataSource, type DataSource } from "./data-source.ts";
import type { OnYourDataOptions } from "./on-your-data-options.ts";
import { requireWholeNumber } from "./require-whole-number.ts";
import { probeSource, type CanaryFinding } from "./probe-source.ts";
import { traceRetrieve } from "./telemetry/trace-retrieve.ts";
import { requireUserToken } from "./user-token.ts";

/** What a canary is made of: the parts of the engine that it watches, and whom it asks as. */
export interface CanaryOptions extends Pick<
  OnYourDataOptions,
  "retrieve" | "restrict" | "secondCheck" | "dataSources"
> {
  /** By the name of an index, a group that may read at least one of its documents. */
  readonly knownGroups: Readonly<Record<string, string>>;
  /**
   * A token for AI Search of somebody in the known groups, for sources whose `enforcement` is `filter+native`,
   * which answer nobody without one (there are no such sources).
   */
  readonly userToken?: (options: { readonly abortSignal: AbortSignal }) => Promise<string>;
  /** Told of every check that fails: somebody must look. */
  readonly onFailure: (report: CanaryReport) => void;
  /** From the end of a check to the next one (300000). */
  readonly intervalInMs?: number;
  /** Milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

/** How a check ended. */
export interface CanaryReport {
  /** Whether nobody finds what they may not, and who may find something does. */
  readonly ok: boolean;
  readonly checkedAtInMs: number;
  readonly findings: readonly CanaryFinding[];
}

/** Watches that the indexes trim. */
export interface Canary {
  /** Checks now, then at intervals until `stop`; the interval keeps no process alive. Throws what `onFailure` throws. */
  start(): Promise<CanaryReport>;
  stop(): void;
  /** Checks once; a check that cannot be made has failed. Throws what `onFailure` throws. */
  check(): Promise<CanaryReport>;
  /** Whether the latest check was fine, and is at most two intervals old. Not before the first. */
  readonly isReady: () => boolean;
}

/**
 * Makes a canary: on the real indexes, somebody in no group, and somebody in a group that nobody knows, must
 * find nothing, and somebody in a known group something, and only its own. While it is not so, the server is
 * not ready.
 *
 * @throws TypeError for options that are wrong, as an index without a known group.
 */
export function createCanary(options: CanaryOptions): Canary {
  const { restrict, secondCheck, userToken, knownGroups, onFailure } = options;
  const { intervalInMs = 300_000, now = Date.now } = options;
  if (typeof onFailure !== "function") {
    throw new TypeError("on-your-data: a canary needs onFailure, for somebody must be told");
  }
  requireWholeNumber("intervalInMs", intervalInMs);
  requireUserToken(options.dataSources, userToken);
  const retrieve = traceRetrieve(options.retrieve, { captureContent: false });
  const probes = options.dataSources.map(checkDataSource).map((source) => ({
    source,
    knownGroup: knownGroupOf(source, knownGroups),
  }));
  let latest: CanaryReport | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;

  async function check(): Promise<CanaryReport> {
    const abortSignal = AbortSignal.timeout(intervalInMs);
    const findings = await Promise.all(
      probes.map((probe) =>
        probeSource({ retrieve, restrict, secondCheck, userToken, ...probe }, { abortSignal }),
      ),
    );
    const report = {
      ok: findings.every((each) => each.length === 0),
      checkedAtInMs: now(),
      findings: findings.flat(),
    };
    latest = report;
    if (!report.ok) onFailure(report);
    return report;
  }

  async function run(): Promise<CanaryReport> {
    const report = await check();
    if (isRunning) timer = setTimeout(() => void run(), intervalInMs).unref();
    return report;
  }

  return {
    check,
    async start() {
      clearTimeout(timer);
      isRunning = true;
      return run();
    },
    stop() {
      isRunning = false;
      clearTimeout(timer);
    },
    isReady: () => latest?.ok === true && now() - latest.checkedAtInMs <= intervalInMs * 2,
  };
}

function knownGroupOf({ indexName }: DataSource, groups: CanaryOptions["knownGroups"]): string {
  const group = Object.hasOwn(groups, indexName) ? groups[indexName] : undefined;
  if (typeof group === "string" && group !== "") return group;
  throw new TypeError(
    `on-your-data: knownGroups needs a group that may read a document of the index ${indexName}`,
  );
}
