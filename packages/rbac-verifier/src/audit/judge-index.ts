import type { Finding, FindingStatus } from "../finding.ts";
import {
  areGroupIds,
  type AuditRule,
  chunksAgree,
  fewReadersEach,
  groupsExist,
  hasGroups,
  readCompletely,
} from "./audit-rules.ts";
import type { GroupRecord } from "./group-directory.ts";
import type { GroupCensus, Tally } from "./group-census.ts";

/** What was found out about an index. */
export interface IndexFacts {
  readonly url: string;
  readonly readAt: string;
  readonly census: GroupCensus;
  /** Why not every document is known to have been counted (all were). */
  readonly incomplete: string | undefined;
  readonly parentField: string | undefined;
  /** Undefined when Entra was not asked. */
  readonly directory: ReadonlyMap<string, GroupRecord> | undefined;
  /** So many members are nearly everybody. */
  readonly largeGroup: number;
  readonly samples: number;
}

type Judgement = readonly [status: FindingStatus, message: string, actual?: Finding["actual"]];

/** Judges what was counted, one finding for each rule that has something to say. */
export function judgeIndex(facts: IndexFacts): readonly Finding[] {
  const { census, incomplete, parentField } = facts;
  const judgements: readonly (readonly [AuditRule, Judgement] | undefined)[] = [
    [
      readCompletely,
      incomplete === undefined
        ? ["pass", `all ${census.documents} documents were counted`]
        : ["unknown", incomplete],
    ],
    [hasGroups, judgeTally(census.withoutGroups, "documents have no groups", incomplete)],
    [areGroupIds, judgeValues(facts)],
    [groupsExist, judgeExistence(facts)],
    parentField === undefined ? undefined : [chunksAgree, judgeChunks(facts)],
    [fewReadersEach, judgeSize(facts)],
  ];
  return judgements.flatMap((one) => (one === undefined ? [] : toFinding(...one, facts)));
}

/** Nothing bad among what was read says nothing of the rest. */
function judgeTally(
  { count, samples }: Tally,
  what: string,
  incomplete: string | undefined,
  more?: object,
): Judgement {
  if (count > 0) {
    const some = samples.length === 0 ? "" : `, as ${samples.join(", ")}`;
    return ["fail", `${count} ${what}${some}`, { count, samples, ...more }];
  }
  return incomplete === undefined
    ? ["pass", `0 ${what}`]
    : ["unknown", `0 ${what} among those that were counted`];
}

function judgeValues({ census, incomplete }: IndexFacts): Judgement {
  const { strangeValues, withStrangeValues } = census;
  const where = withStrangeValues === undefined ? "" : ` (in ${withStrangeValues.count} documents)`;
  return judgeTally(
    { ...strangeValues, samples: strangeValues.samples.map((value) => value.slice(0, 64)) },
    `values are no ids of groups${where}`,
    incomplete,
    withStrangeValues === undefined ? {} : { documents: withStrangeValues.samples },
  );
}

function judgeExistence({ census, incomplete, directory, samples }: IndexFacts): Judgement {
  const ids = [...census.byGroup.keys()];
  if (ids.length === 0) return judgeTally(emptyTally, "groups do not exist", incomplete);
  if (directory === undefined) {
    return ["unknown", `whether ${ids.length} groups exist was not asked for`];
  }
  const absent = ids.filter((id) => directory.get(id)?.exists === "no");
  const open = ids.filter((id) => directory.get(id)?.exists === "unknown").length;
  const actual = { count: absent.length, samples: absent.slice(0, samples) };
  if (absent.length > 0 && absent.length + open === ids.length) {
    return [
      "review",
      `none of the groups is known to Entra (${absent.length} do not exist there); is it the right tenant?`,
      actual,
    ];
  }
  if (absent.length > 0) return judgeTally(actual, "groups do not exist in Entra", incomplete);
  return open > 0
    ? [
        "unknown",
        `whether ${open} of ${ids.length} groups exist is not known; GroupMember.Read.All in Microsoft Graph shows it`,
      ]
    : judgeTally(emptyTally, "groups do not exist in Entra", incomplete);
}

function judgeChunks({ census, incomplete }: IndexFacts): Judgement {
  return census.unequalParents === undefined
    ? ["unknown", "whether chunks differ is not known: their groups cannot be shown"]
    : judgeTally(census.unequalParents, "documents have chunks that differ in groups", incomplete);
}

function judgeSize({ census, incomplete, directory, largeGroup, samples }: IndexFacts): Judgement {
  const readers = [...census.byGroup].map(([id, documents]) => ({
    id,
    documents,
    record: directory?.get(id),
  }));
  const large = readers.filter(({ record }) => (record?.members ?? 0) >= largeGroup);
  if (large.length > 0) {
    const [first] = large.toSorted((one, other) => other.documents - one.documents);
    return [
      "review",
      `${large.length} groups have ${largeGroup} members or more; ${first?.record?.displayName ?? first?.id ?? ""} reads ${first?.documents ?? 0} documents`,
      { count: large.length, samples: large.slice(0, samples).map(({ id }) => id) },
    ];
  }
  const open = readers.filter(
    ({ record }) => record?.exists !== "no" && record?.members === undefined,
  ).length;
  return open > 0
    ? [
        "unknown",
        `how many people are in ${open} groups is not known; GroupMember.Read.All and User.ReadBasic.All in Microsoft Graph show it`,
      ]
    : judgeTally(emptyTally, `groups have ${largeGroup} members or more`, incomplete);
}

const emptyTally: Tally = { count: 0, samples: [] };

function toFinding(
  { id, slug, severity, why, blocks }: AuditRule,
  [status, message, actual]: Judgement,
  { url, readAt }: IndexFacts,
): Finding {
  return {
    ruleId: id,
    slug,
    status,
    severity,
    subject: { resourceId: url },
    message,
    why,
    blocks,
    evidence: { source: "live", capturedAt: readAt },
    ...(actual === undefined ? {} : { actual }),
  };
}
