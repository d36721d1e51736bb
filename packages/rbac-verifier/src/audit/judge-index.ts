import { counted } from "../counted.ts";
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
    [
      hasGroups,
      judgeTally(
        census.withoutGroups,
        ["document has no groups", "documents have no groups"],
        incomplete,
      ),
    ],
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
  [one, many]: readonly [one: string, many: string],
  incomplete: string | undefined,
  { where = "", ...more }: { readonly where?: string; readonly documents?: unknown } = {},
): Judgement {
  if (count > 0) {
    const some = samples.length === 0 ? "" : `, as ${samples.join(", ")}`;
    return ["fail", `${counted(count, one, many)}${where}${some}`, { count, samples, ...more }];
  }
  return incomplete === undefined
    ? ["pass", `0 ${many}`]
    : ["unknown", `0 ${many} among those that were counted`];
}

function judgeValues({ census, incomplete }: IndexFacts): Judgement {
  const { strangeValues, withStrangeValues } = census;
  const where =
    withStrangeValues === undefined ? "" : ` (in ${counted(withStrangeValues.count, "document")})`;
  return judgeTally(
    { ...strangeValues, samples: strangeValues.samples.map((value) => value.slice(0, 64)) },
    ["value is no id of a group", "values are no ids of groups"],
    incomplete,
    { where, ...(withStrangeValues === undefined ? {} : { documents: withStrangeValues.samples }) },
  );
}

function judgeExistence({ census, incomplete, directory, samples }: IndexFacts): Judgement {
  const ids = [...census.byGroup.keys()];
  if (ids.length === 0) return judgeTally(emptyTally, absentGroups, incomplete);
  if (directory === undefined) {
    return ["unknown", `whether the groups exist (${ids.length}) was not asked for`];
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
  if (absent.length > 0) return judgeTally(actual, absentGroups, incomplete);
  return open > 0
    ? [
        "unknown",
        `whether ${open} of ${ids.length} groups exist is not known; GroupMember.Read.All in Microsoft Graph shows it`,
      ]
    : judgeTally(emptyTally, absentGroups, incomplete);
}

function judgeChunks({ census, incomplete }: IndexFacts): Judgement {
  return census.unequalParents === undefined
    ? ["unknown", "whether chunks differ is not known: their groups cannot be shown"]
    : judgeTally(
        census.unequalParents,
        [
          "document has chunks that differ in groups",
          "documents have chunks that differ in groups",
        ],
        incomplete,
      );
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
      `${counted(large.length, ...largeGroups(largeGroup))}; ${first?.record?.displayName ?? first?.id ?? ""} reads ${counted(first?.documents ?? 0, "document")}`,
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
    : judgeTally(emptyTally, largeGroups(largeGroup), incomplete);
}

const absentGroups = ["group does not exist in Entra", "groups do not exist in Entra"] as const;

function largeGroups(members: number): readonly [one: string, many: string] {
  return [`group has ${members} members or more`, `groups have ${members} members or more`];
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
