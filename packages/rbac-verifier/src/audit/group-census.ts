import type { Json } from "../evidence/read-path.ts";

/** How many there are, and some of them. */
export interface Tally {
  readonly count: number;
  readonly samples: readonly string[];
}

/** Which groups documents have, without anything of what is written in them. */
export interface GroupCensus {
  /** Documents that were counted. */
  readonly documents: number;
  readonly withoutGroups: Tally;
  /** Values that are no id of a group in lower case. */
  readonly strangeValues: Tally;
  /** Ids of the documents with such a value; undefined when that was not counted. */
  readonly withStrangeValues: Tally | undefined;
  /** How many documents each group reads. */
  readonly byGroup: ReadonlyMap<string, number>;
  /** Ids of parents whose chunks have different groups; undefined when that was not looked at. */
  readonly unequalParents: Tally | undefined;
}

const groupId = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a value is an id of a group as filters write it: a GUID in lower case. */
export function isGroupId(value: string): boolean {
  return groupId.test(value);
}

/** Counts things and keeps the first of them. */
export function createTally(samples: number): Tally & { add(sample: string): void } {
  const kept: string[] = [];
  let count = 0;
  return {
    get count() {
      return count;
    },
    samples: kept,
    add(sample) {
      count++;
      if (kept.length < samples) kept.push(sample);
    },
  };
}

/** A document as it is counted. */
export interface CountedDocument {
  readonly id: string;
  /** What stands in the field of the groups. */
  readonly groups: Json;
  /** The id of what it is a chunk of (none). */
  readonly parent: Json;
}

/** Counts documents one by one; it keeps numbers, samples, and one number for each parent. */
export function createCensus({
  samples,
  hasParents,
}: {
  readonly samples: number;
  readonly hasParents: boolean;
}): { add(document: CountedDocument): void; finish(): GroupCensus } {
  const withoutGroups = createTally(samples);
  const withStrangeValues = createTally(samples);
  const strangeValues = new Set<string>();
  const byGroup = new Map<string, number>();
  const lists = new Map<string, number>();
  const listOfParent = new Map<string, number>();
  const unequal = new Set<string>();
  let documents = 0;

  return {
    add({ id, groups, parent }) {
      documents++;
      const values = [...new Set(textsOf(groups))].toSorted();
      if (values.length === 0) withoutGroups.add(id);
      const strange = values.filter((value) => !isGroupId(value));
      if (strange.length > 0) withStrangeValues.add(id);
      for (const value of strange) strangeValues.add(value);
      for (const value of values) {
        if (isGroupId(value)) byGroup.set(value, (byGroup.get(value) ?? 0) + 1);
      }
      if (typeof parent !== "string" || parent === "") return;
      // there are few different lists, and many parents
      const key = JSON.stringify(values);
      const list = lists.get(key) ?? lists.size;
      lists.set(key, list);
      const known = listOfParent.get(parent);
      if (known === undefined) listOfParent.set(parent, list);
      else if (known !== list) unequal.add(parent);
    },
    finish: () => ({
      documents,
      withoutGroups,
      withStrangeValues,
      strangeValues: tallyOf(strangeValues, samples),
      byGroup,
      unequalParents: hasParents ? tallyOf(unequal, samples) : undefined,
    }),
  };
}

function tallyOf(values: ReadonlySet<string>, samples: number): Tally {
  return { count: values.size, samples: [...values].slice(0, samples) };
}

/** The values of a field; one of a single text counts as a list of one. */
export function textsOf(value: Json): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  // an id that is no text was not put there by anybody who knows what the field is for
  return list.filter((one) => one !== null && one !== undefined).map(String);
}
