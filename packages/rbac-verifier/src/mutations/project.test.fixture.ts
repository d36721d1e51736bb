import {
  articleSnapshot,
  assignment,
  ids,
  type Mutable,
  resource,
} from "../contoso.test.fixture.ts";
import { drop, named, sharedPrivateLink, type Mutation } from "./mutation.test.fixture.ts";

const projectPrincipal = "9a000000-0000-4000-8000-000000000009";

/** The set-up of the article with a Foundry project, in which all is well. */
export function projectSnapshot(): Mutable {
  const snapshot = articleSnapshot();
  const project = `${ids.openai}/projects/chat`;
  snapshot.targets.project = project;
  snapshot.resources.push({
    id: project,
    name: "chat",
    type: "Microsoft.CognitiveServices/accounts/projects",
    identity: { type: "SystemAssigned", principalId: projectPrincipal },
    properties: {},
  });
  snapshot.roleAssignments.push(
    assignment(
      21,
      projectPrincipal,
      "acdd72a7-3385-48ef-bd42-f606fba81ae7",
      named(snapshot, "pe-blob").id,
    ),
  );
  return snapshot;
}

/** What goes wrong with the set-up of the article as of February 2026. */
export const mutationsOfProject: readonly Mutation[] = [
  [
    "search without the model, and so without the project",
    ["R04 fail", "R07 fail"],
    (s) => drop(s, 4),
  ],
  ["project that does not see the endpoint of storage", ["R08 fail"], (s) => drop(s, 21)],
  [
    "shared private link that stands alone",
    ["A04 fail", "S15 fail", "S16 manual"],
    (s) => {
      sharedPrivateLink(s, ids.openai, "Approved");
      resource(s, ids.search).systemData = { createdAt: "2025-01-01T00:00:00Z" };
      resource(s, ids.openai).properties.networkAcls.bypass = "None";
    },
  ],
];
