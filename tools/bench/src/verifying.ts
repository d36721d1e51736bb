import { readSnapshot, verify } from "@entrim/rbac-verifier";
import type { Comparison } from "./compare.ts";
import { createTenant } from "./verifying-tenant.ts";

/** What it costs to judge a tenant from a file. */
export const verifying: readonly Comparison[] = [
  {
    name: "judge a set-up among 5,000 role assignments and 1,000 resources",
    peerName: "JSON.parse of the same file",
    async setUp() {
      const content = createTenant({ assignments: 5_000, resources: 1_000 });
      return {
        subject: () => verify(readSnapshot([{ name: "tenant.json", content }])),
        peer: () => JSON.parse(content) as unknown,
      };
    },
  },
];
