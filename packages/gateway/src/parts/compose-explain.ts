import { explainAccess } from "@entrim/group-filter";
import type { GroupResolver } from "@entrim/group-membership";
import type { FetchHandler } from "@entrim/guard";
import { createExplainer, createExplainHandler } from "@entrim/on-your-data";
import type { Reader } from "@entrim/on-your-data";
import { createCallerCheck, type CallerCheck } from "../caller-rule.ts";
import type { GatewayExplain } from "../gateway-options.ts";
import type { Grounds } from "./compose-grounds.ts";

/** An operator, or the person in question, who has no say. */
type Person = Reader & Parameters<CallerCheck>[0];

/** Why somebody finds a document, for operators of the same tenant. */
export function composeExplain(
  { operators }: GatewayExplain,
  { retrieve, restrict, dataSources }: Grounds,
  groups: GroupResolver,
): FetchHandler {
  const isOperator = createCallerCheck("explain.operators", operators);
  const explain = createExplainer<Person>({
    retrieve,
    restrict,
    dataSources,
    explainAccess,
  });
  return (request, { principal }) => {
    const { tenantId } = principal;
    const answer = createExplainHandler<Person>(explain, {
      isOperator,
      async readerOf(objectId, { abortSignal }) {
        // no token of theirs is at hand, so there is no claim to believe
        const caller = { kind: "user", tenantId, objectId, groups: { state: "absent" } } as const;
        const { ids } = await groups.resolve({ ...caller, issuedAtInMs: 0 }, { abortSignal });
        return { objectId, groups: ids, roles: [], scopes: [] };
      },
    });
    return answer(request, { principal });
  };
}
