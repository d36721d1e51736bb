import type { DataSource } from "./data-source.ts";
import type { CanaryOptions } from "./canary.ts";
import type { OnYourDataOptions } from "./on-your-data-options.ts";
import type { SearchHit } from "./retrieve.ts";
import { keepReadable, type Reader } from "./steps/second-check.ts";
import { isNative } from "./user-token.ts";

/** What is wrong with an index, or with the way to it. */
export interface CanaryFinding {
  readonly indexName: string;
  /**
   * `STRANGER_FINDS_DOCUMENTS`, `KNOWN_GROUP_FINDS_FOREIGN_DOCUMENTS`: the filter was lost, or does not do what
   * it should. `KNOWN_GROUP_FINDS_NOTHING`: nothing is proved, for the index is empty or its field is not
   * what it was. `CHECK_FAILED`: there was no answer; why is in `error`.
   */
  readonly code:
    | "STRANGER_FINDS_DOCUMENTS"
    | "KNOWN_GROUP_FINDS_FOREIGN_DOCUMENTS"
    | "KNOWN_GROUP_FINDS_NOTHING"
    | "CHECK_FAILED";
  /** How many documents came that should not have come. */
  readonly count?: number;
  readonly error?: unknown;
}

/** What is probed, and as whom. */
interface Probe extends Pick<OnYourDataOptions, "retrieve" | "restrict" | "secondCheck"> {
  readonly source: DataSource;
  readonly knownGroup: string;
  readonly userToken: CanaryOptions["userToken"];
}

/** Looks into an index as three people would: one in no group, one in an unknown group, one in a known one. */
export async function probeSource(
  probe: Probe,
  { abortSignal }: { readonly abortSignal: AbortSignal },
): Promise<readonly CanaryFinding[]> {
  const { source, knownGroup } = probe;
  const { indexName } = source;
  const look = async (groups: readonly string[]): Promise<Sight> =>
    lookAs({ groups, objectId: crypto.randomUUID() }, probe, abortSignal);
  try {
    const [nobody, stranger, member] = await Promise.all([
      look([]),
      look([crypto.randomUUID()]),
      look([knownGroup]),
    ]);
    const findings: CanaryFinding[] = [];
    const strange = foreignTo(nobody, probe) + foreignTo(stranger, probe);
    if (strange > 0) findings.push({ indexName, code: "STRANGER_FINDS_DOCUMENTS", count: strange });
    const foreign = probe.secondCheck === "field" ? foreignTo(member, probe) : 0;
    if (foreign > 0) {
      findings.push({ indexName, code: "KNOWN_GROUP_FINDS_FOREIGN_DOCUMENTS", count: foreign });
    }
    if (member.hits.length === 0) findings.push({ indexName, code: "KNOWN_GROUP_FINDS_NOTHING" });
    return findings;
  } catch (error) {
    return [{ indexName, code: "CHECK_FAILED", error }];
  }
}

/** What somebody finds. */
interface Sight {
  readonly reader: Reader;
  readonly hits: readonly SearchHit[];
}

async function lookAs(
  reader: Reader,
  { retrieve, restrict, secondCheck, source, userToken }: Probe,
  abortSignal: AbortSignal,
): Promise<Sight> {
  const filter = restrict(undefined, reader, source);
  // nothing may be read, so nothing is asked: that is the answer which is wanted
  if (filter === undefined || filter.trim() === "") return { reader, hits: [] };
  const everything = {
    source,
    text: "",
    filter,
    // who may read is enough to know; no content is asked for
    fields:
      secondCheck === "field" ? { contentFields: [source.groupField] } : (source.fields ?? {}),
    showsReaders: secondCheck === "field",
    queryType: "simple",
    semanticConfiguration: undefined,
    embedding: undefined,
    top: 50,
  } as const;
  const native = isNative(source) && { userToken: await userToken?.({ abortSignal }) };
  return { reader, hits: await retrieve(everything, { abortSignal, ...native }) };
}

/** Where documents do not say who may read them, a stranger may find none; but for those that are for everybody. */
function foreignTo({ reader, hits }: Sight, { secondCheck, source }: Probe): number {
  if (secondCheck === "field") return hits.length - keepReadable(hits, source, reader).length;
  return source.everyone?.length ? 0 : hits.length;
}
