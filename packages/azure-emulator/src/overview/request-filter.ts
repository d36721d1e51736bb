import type { RecordedRequest } from "../request-log.ts";

/**
 * Every filter that a request carried: in its address, in its body, for one of its knowledge sources, or
 * for data of its own.
 */
export function filtersOf({ url, body }: Pick<RecordedRequest, "url" | "body">): readonly string[] {
  const asked = parseBody(body);
  const found: readonly unknown[] = [
    new URL(url).searchParams.get("$filter"),
    asked["filter"],
    ...membersOf(asked["knowledgeSourceParams"]).map((source) => source["filterAddOn"]),
    ...membersOf(asked["data_sources"]).map(
      ({ parameters }) => membersOf([parameters])[0]?.["filter"],
    ),
  ];
  return found.filter((filter): filter is string => typeof filter === "string" && filter !== "");
}

type Members = Readonly<Record<string, unknown>>;

function parseBody(body: string): Members {
  try {
    return membersOf([JSON.parse(body)])[0] ?? {};
  } catch {
    return {};
  }
}

function membersOf(list: unknown): readonly Members[] {
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  return items.filter((item): item is Members => typeof item === "object" && item !== null);
}
