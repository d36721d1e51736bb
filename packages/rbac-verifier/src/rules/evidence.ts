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
      evidence.missing.map((what) => isUnknown({ id: idOf("search") ?? "/" }, what)),
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
    title: "AI Search was read with a version of the API that shows its bypass.",
    why: "Versions before 2024-03-01-preview leave it out.",
    severity: "info",
    blocks: [],
    check: ({ resourceOf }) => {
      const search = resourceOf("search");
      const version = search?.apiVersion;
      return search !== undefined && version !== undefined && version.slice(0, 10) < "2024-03-01"
        ? [isUnknown(search, `${search.name} was read with ${version}, which is too old`)]
        : [];
    },
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
    check: ({ ofType, stage, profile }) =>
      ofType("Microsoft.Authorization/policyAssignments")
        .filter(
          (one) =>
            stage === "studio" &&
            profile !== "entrim" &&
            conflictingPolicies.some((id) =>
              JSON.stringify(one["properties"] ?? "")
                .toLowerCase()
                .includes(id),
            ),
        )
        .map((one) => fails(one, `the policy ${one.name} turns keys off, which the studio needs`)),
  },
];

/** Policies that turn keys off. */
export const conflictingPolicies: readonly string[] = [
  "14de9e63-1b31-492e-a5a3-c3f7fd57f555",
  "71ef260a-8f18-47b7-abcb-62d0673d94dc",
  "6300012e-e9a4-4649-b41f-a85f5c43be91",
  "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",
  "4eb216f2-9dba-4979-86e6-5d7e63ce3b75",
];
