import type { Resource } from "../evidence/evidence.ts";
import { isSameId } from "../evidence/resource-id.ts";
import { textAt, wordAt } from "../evidence/read-path.ts";
import { about, fails, isUnknown, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import { hasApprovedLinkTo, sharedPrivateLinks } from "./shared-private-link.ts";

/** Family S: the ways on which AI Search reaches other services, its shared private links. */
export const searchOutboundRules: readonly Rule[] = [
  {
    id: "S13",
    slug: "search-spl-state",
    title: "Shared private links to the set-up are approved.",
    why: "A link that waits carries nothing.",
    severity: "warning",
    blocks: ["ingest.crack", "ingest.embed"],
    check: about("search", (search, scene) =>
      (sharedPrivateLinks(scene) ?? []).flatMap((link): readonly Outcome[] => {
        const target = textAt(link, "properties.privateLinkResourceId");
        const resource = (["openai", "storage"] as const)
          .map((name) => scene.resourceOf(name))
          .find((one) => isSameId(one?.id, target));
        if (resource === undefined) return [];
        const status = wordAt(link, "properties.status") ?? "unknown";
        const state = wordAt(link, "properties.provisioningState") ?? "succeeded";
        if (status === "approved" && state === "succeeded") {
          return [passes(search, `the shared private link to ${resource.name} is approved`)];
        }
        return [
          fails(search, `the shared private link to ${resource.name} is ${status} (${state})`, {
            actual: status,
            ...(hasBypass(resource) ? {} : { severity: "error" as const }),
            fix: {
              phase: "private-endpoints",
              risk: "none",
              summary: `approve the shared private link on ${resource.name}; this takes Owner, Contributor or Azure AI Enterprise Network Connection Approver there`,
              az: `az network private-endpoint-connection approve --id CONNECTION_ID`,
            },
          }),
        ];
      }),
    ),
  },
  {
    id: "S14",
    slug: "search-spl-tier",
    title: "The tier allows shared private links for skills.",
    why: "Skills need S1, or S2 on a service from before April 2024.",
    severity: "warning",
    blocks: ["ingest.skill"],
    check: about("search", (search, scene) => {
      const account = scene.resourceOf("openai");
      if (
        account === undefined ||
        !(sharedPrivateLinks(scene) ?? []).some((link) =>
          isSameId(textAt(link, "properties.privateLinkResourceId"), account.id),
        )
      )
        return [];
      const tier = wordAt(search, "sku.name");
      if (tier === undefined)
        return isUnknown(search, `${search.name}: its tier is not in the evidence`);
      const needed = tiersForSkills(search);
      if (needed === undefined && tier === "standard") {
        return isUnknown(search, `when ${search.name} was created is not in the evidence`);
      }
      return (needed ?? skillTiersOfOld).has(tier)
        ? passes(search, `the tier of ${search.name} allows shared private links for skills`)
        : fails(
            search,
            `${search.name} is of tier ${tier}, too low for skills over a shared private link`,
            { actual: tier },
          );
    }),
  },
  {
    id: "S15",
    slug: "search-spl-needs-bypass",
    title: "A shared private link to Azure OpenAI does not stand alone.",
    why: "It does not carry the embedding calls of ingestion.",
    severity: "warning",
    blocks: ["ingest.embed"],
    profiles: ["r3"],
    check: about("openai", (account, scene) => {
      if (!hasApprovedLinkTo(account, scene)) return [];
      return wordAt(account, "properties.networkAcls.bypass") === "azureservices"
        ? passes(account, `${account.name} lets Azure's own services pass as well`)
        : fails(account, `${account.name} has a shared private link and no bypass`);
    }),
  },
  {
    id: "S16",
    slug: "search-private-exec-env",
    title: "Indexers that use a shared private link run in the private environment.",
    why: "An indexer chooses the shared environment by itself, which no link reaches.",
    severity: "warning",
    blocks: ["ingest.crack"],
    check: about("search", (search, scene) =>
      (sharedPrivateLinks(scene) ?? []).length === 0
        ? []
        : {
            status: "manual",
            subject: { resourceId: search.id },
            message: `look whether the indexers of ${search.name} have executionEnvironment private`,
          },
    ),
  },
];

/** Whether Azure's own services pass the firewall anyway. */
function hasBypass(resource: Resource): boolean {
  return (wordAt(resource, "properties.networkAcls.bypass") ?? "")
    .split(",")
    .some((service) => service.trim() === "azureservices");
}

const skillTiersOfOld: ReadonlySet<string> = new Set([
  "standard2",
  "standard3",
  "storage_optimized_l1",
  "storage_optimized_l2",
]);

/** Services of before April 2024 run on other machines; undefined when its age is not known. */
function tiersForSkills(search: Resource): ReadonlySet<string> | undefined {
  const createdAt = textAt(search, "systemData.createdAt");
  if (createdAt === undefined) return undefined;
  return Date.parse(createdAt) < Date.parse("2024-04-03")
    ? skillTiersOfOld
    : new Set([...skillTiersOfOld, "standard"]);
}
