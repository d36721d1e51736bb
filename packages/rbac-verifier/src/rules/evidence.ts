import { azurePolicies } from "./azure-policies.ts";
import { fails, isUnknown, needsReview } from "./outcome.ts";
import type { Rule } from "./rule.ts";

const hourInMs = 3_600_000;

/** Family T: the evidence itself. */
export const evidenceRules: readonly Rule[] = [
  {
    id: "T01",
    slug: "unreadable",
    title: "Everything could be read.",
    why: "What was not read is not verified.",
    severity: "warning",
    blocks: [],
    check: ({ evidence, idOf }) =>
      evidence.missing.map((what) =>
        isUnknown({ id: idOf("search") ?? "/" }, `${what}; ${remedyFor(what)}`),
      ),
  },
  {
    id: "T02",
    slug: "evidence-class",
    title: "The evidence holds role assignments.",
    why: "No access can be judged without them.",
    severity: "warning",
    blocks: [],
    check: ({ evidence, idOf }) =>
      evidence.roleAssignments === undefined
        ? [isUnknown({ id: idOf("search") ?? "/" }, "the evidence holds no role assignments")]
        : [],
  },
  {
    id: "T03",
    slug: "old-snapshot",
    title: "The evidence is of this week.",
    why: "Azure may have changed since.",
    severity: "info",
    blocks: [],
    check: ({ evidence, idOf, nowInMs }) => {
      const taken =
        evidence.capturedAt === undefined ? Number.NaN : Date.parse(evidence.capturedAt);
      const hours = Math.floor((nowInMs - taken) / hourInMs);
      return hours > 168
        ? [
            fails({ id: idOf("search") ?? "/" }, `the evidence is ${hours} hours old`, {
              actual: hours,
            }),
          ]
        : [];
    },
  },
  {
    id: "T04",
    slug: "old-api-version",
    title: "Resources were read with versions of the API that show what is judged.",
    why: "Older ones leave out the bypass of AI Search and the routing of the web app.",
    severity: "info",
    blocks: [],
    check: ({ resourceOf }) =>
      oldestVersions.flatMap(([target, oldest]) => {
        const resource = resourceOf(target);
        const version = resource?.apiVersion;
        return resource !== undefined && version !== undefined && version.slice(0, 10) < oldest
          ? [isUnknown(resource, `${resource.name} was read with ${version}, which is too old`)]
          : [];
      }),
  },
  {
    id: "T05",
    slug: "unconfirmed-cloud",
    title: "The names of the cloud are confirmed.",
    why: "Zones of sovereign clouds are not all documented.",
    severity: "info",
    blocks: [],
    check: ({ cloud, idOf }) =>
      cloud.unconfirmed.length === 0
        ? []
        : [
            {
              status: "review",
              subject: { resourceId: idOf("search") ?? "/" },
              message: `not confirmed of the cloud ${cloud.name}: ${cloud.unconfirmed.join(", ")}`,
            },
          ],
  },
  {
    id: "T06",
    slug: "retired-service",
    title: "The service that is judged still runs.",
    why: "Azure OpenAI On Your Data is retired; use the profile entrim for what answers in its place.",
    severity: "info",
    blocks: [],
    profiles: ["r1", "r2", "r3"],
    check: ({ profile, idOf }) => [
      needsReview(
        { id: idOf("openai") ?? "/" },
        `the profile ${profile} judges a service that is retired`,
      ),
    ],
  },
  {
    id: "T07",
    slug: "policy-conflict",
    title: "No assigned policy takes back what the set-up needs.",
    why: "A policy that changes settings undoes a fix within the hour.",
    severity: "warning",
    blocks: [],
    check: ({ ofType, stage }) =>
      ofType("Microsoft.Authorization/policyAssignments").flatMap((one) => {
        const assigned = JSON.stringify(one["properties"] ?? "").toLowerCase();
        return azurePolicies
          .filter(({ id, conflictsWith }) => conflictsWith === stage && assigned.includes(id))
          .map(({ name }) =>
            fails(one, `${one.name} assigns “${name}”, which takes back what the ${stage} needs`),
          );
      }),
  },
  {
    id: "T08",
    slug: "truncated-list",
    title: "Every list was read to its end.",
    why: "What stands on a further page is taken for missing otherwise.",
    severity: "warning",
    blocks: [],
    check: ({ evidence, idOf }) =>
      evidence.cutOff.map((name) =>
        isUnknown(
          { id: idOf("search") ?? "/" },
          `a list in ${name} goes on where the file ends; save all pages`,
        ),
      ),
  },
];

/** The versions since which settings are shown that rules go by. */
const oldestVersions = [
  ["search", "2024-03-01"],
  ["webApp", "2021-02-01"],
] as const;

/** What to do about what could not be read: no role helps where Azure did not answer. */
function remedyFor(what: string): string {
  return what.includes("(AZURE_UNAVAILABLE)")
    ? "Azure gave no usable answer, so ask it again later"
    : `${whoMayRead(what)} may read it`;
}

function whoMayRead(what: string): string {
  if (/Graph|registration/.test(what)) return "the role Directory Readers in Entra";
  if (/settings of the app/.test(what)) return "Website Contributor on the web app";
  if (/management group/.test(what)) return "Reader on the management group";
  if (/DNS|gateway|zone/.test(what)) return "Reader on the subscription of the network";
  return "Reader on the resource group";
}
