import { valueAt, wordAt } from "../evidence/read-path.ts";
import { checkSystemIdentity } from "./identity.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import type { Rule } from "./rule.ts";
import { searchCommand } from "./search-command.ts";

/** Family S: the search service itself. */
export const searchServiceRules: readonly Rule[] = [
  {
    id: "S01",
    slug: "search-running",
    title: "The search service runs.",
    why: "Nothing is found without it.",
    severity: "error",
    blocks: ["app.retrieve", "infer.query"],
    check: about("search", (search) => {
      const status = wordAt(search, "properties.status");
      const state = wordAt(search, "properties.provisioningState");
      if (status === undefined && state === undefined) {
        return isUnknown(search, `${search.name}: its status is not in the evidence`);
      }
      return (status ?? "running") === "running" && (state ?? "succeeded") === "succeeded"
        ? passes(search, `${search.name} runs`)
        : fails(search, `${search.name} is ${status ?? ""} (${state ?? ""})`, {
            path: "properties.status",
            actual: status,
          });
    }),
  },
  {
    id: "S02",
    slug: "search-tier",
    title: "The tier of the search service is Basic or above.",
    why: "The free tier has no identity, firewall or private endpoint.",
    severity: "error",
    blocks: ["app.retrieve", "infer.query"],
    aka: ["a049bf77-880b-470f-ba6d-9f21c530cf83"],
    check: about("search", (search) => {
      const tier = wordAt(search, "sku.name");
      if (tier === undefined)
        return isUnknown(search, `${search.name}: its tier is not in the evidence`);
      return tier === "free"
        ? fails(search, `${search.name} is of the free tier`, { path: "sku.name", actual: tier })
        : passes(search, `${search.name} is of tier ${tier}`);
    }),
  },
  {
    id: "S03",
    slug: "search-system-identity",
    title: "The search service has a system-assigned identity.",
    why: "Indexers and vectorizers call other services as this identity.",
    severity: "error",
    blocks: ["ingest.crack", "ingest.skill", "ingest.embed", "search.vectorize"],
    check: about("search", (search, { profile, evidence: { targets } }) =>
      profile === "entrim" && targets.storage === undefined && targets.vectorizer !== true
        ? []
        : checkSystemIdentity(search, searchCommand(search, "--identity-type SystemAssigned")),
    ),
  },
  {
    id: "S18",
    slug: "search-replicas",
    title: "The search service has two replicas or more.",
    why: "There is no agreement on availability with one.",
    severity: "info",
    blocks: [],
    stages: ["hardening"],
    aka: ["CKV_AZURE_208", "CKV_AZURE_209", "srch-002"],
    check: about("search", (search) => {
      const count = valueAt(search, "properties.replicaCount");
      if (typeof count !== "number")
        return isUnknown(search, `${search.name}: replicaCount is not in the evidence`);
      return count >= 2
        ? passes(search, `${search.name} has ${count} replicas`)
        : fails(search, `${search.name} has one replica`, {
            actual: count,
            path: "properties.replicaCount",
          });
    }),
  },
];
