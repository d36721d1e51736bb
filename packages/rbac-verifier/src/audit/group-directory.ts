import { setTimeout } from "node:timers/promises";
import { listAt, textAt, valueAt, type Json } from "../evidence/read-path.ts";
import type { AzureClient } from "../live/azure-client.ts";
import { isRbacVerifierError } from "../rbac-verifier-error.ts";

/** What Entra says of a group. */
export interface GroupRecord {
  /** `unknown` when it was not said, as by a refusal; only Entra's own word makes it `no`. */
  readonly exists: "yes" | "no" | "unknown";
  readonly displayName?: string;
  /** How many people are in it, by nested groups too. */
  readonly members?: number;
}

/** How to ask. */
export interface DirectoryOptions {
  /** Told how many groups were asked for. */
  readonly tell: (read: number) => void;
  readonly abortSignal: AbortSignal | undefined;
}

/** Groups in one request; each takes two of the 20 parts. */
const groupsInBatch = 10;

const attempts = 5;

/** Of whom nothing was said. */
export const unknownGroup: GroupRecord = { exists: "unknown" };

/**
 * Asks Entra for groups by their ids, ten at a time. What is refused or fails stays unknown.
 *
 * @param graph Its identity needs the permission `GroupMember.Read.All`, and counts people with `User.ReadBasic.All`.
 * @see https://learn.microsoft.com/graph/json-batching
 */
export async function readGroupDirectory(
  ids: readonly string[],
  graph: AzureClient,
  { tell, abortSignal }: DirectoryOptions,
): Promise<ReadonlyMap<string, GroupRecord>> {
  const records = new Map<string, GroupRecord>();
  for (let start = 0; start < ids.length; start += groupsInBatch) {
    const some = ids.slice(start, start + groupsInBatch);
    // Graph throttles whoever sends many at once
    // oxlint-disable-next-line no-await-in-loop
    const answers = await sendBatch(
      some.flatMap((id) => [
        { id, url: `/groups/${id}?$select=id,displayName` },
        { id: `${id} members`, url: `/groups/${id}/transitiveMembers/microsoft.graph.user/$count` },
      ]),
      graph,
      abortSignal,
    );
    for (const id of some) {
      records.set(id, recordOf(answers.get(id), answers.get(`${id} members`)));
    }
    tell(records.size);
  }
  return records;
}

interface Part {
  readonly id: string;
  readonly url: string;
}

async function sendBatch(
  parts: readonly Part[],
  graph: AzureClient,
  abortSignal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Json>> {
  const answers = new Map<string, Json>();
  let open = parts;
  for (let attempt = 0; attempt < attempts && open.length > 0; attempt++) {
    // what was throttled is asked for once more
    // oxlint-disable-next-line no-await-in-loop
    const responses = await post(open, graph);
    for (const response of responses) answers.set(textAt(response, "id") ?? "", response);
    open = open.filter(({ id }) => valueAt(answers.get(id), "status") === 429);
    if (open.length === 0 || attempt === attempts - 1) break;
    const seconds = responses.map((response) =>
      Number(textAt(response, "headers.Retry-After") ?? "0"),
    );
    // oxlint-disable-next-line no-await-in-loop
    await setTimeout(
      Math.min(60, Math.max(1, ...seconds.filter(Number.isFinite))) * 1_000,
      undefined,
      abortSignal === undefined ? {} : { signal: abortSignal },
    );
  }
  return answers;
}

async function post(parts: readonly Part[], graph: AzureClient): Promise<readonly Json[]> {
  try {
    const { status, body } = await graph.send("POST", "/v1.0/$batch", {
      requests: parts.map((part) => ({
        ...part,
        method: "GET",
        headers: { ConsistencyLevel: "eventual" },
      })),
    });
    return status === 200 ? listAt(body, "responses") : [];
  } catch (error) {
    if (isRbacVerifierError(error)) return [];
    throw error;
  }
}

function recordOf(group: Json, count: Json): GroupRecord {
  const status = valueAt(group, "status");
  if (status === 404) return { exists: "no" };
  if (status !== 200) return unknownGroup;
  const displayName = textAt(group, "body.displayName");
  const members = valueAt(count, "status") === 200 ? Number(valueAt(count, "body")) : Number.NaN;
  return {
    exists: "yes",
    ...(displayName === undefined ? {} : { displayName }),
    ...(Number.isInteger(members) ? { members } : {}),
  };
}
