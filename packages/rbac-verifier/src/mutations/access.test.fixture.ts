import { assignment, ids, resource } from "../contoso.test.fixture.ts";
import { drop, type Mutation } from "./mutation.test.fixture.ts";

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/** What goes wrong with roles and the registration: families R and E. */
export const mutationsOfAccess: readonly Mutation[] = [
  ["app without the index", ["R10 fail"], (s) => drop(s, 1)],
  ["app without the model", ["R11 fail"], (s) => drop(s, 2)],
  ["search without blobs", ["R05 fail"], (s) => drop(s, 3)],
  [
    "role that only the retired service needed",
    ["R13 fail"],
    (s) =>
      s.roleAssignments.push(
        assignment(9, ids.openaiPrincipal, "7ca78c08-252a-4471-8644-bb5ff32d4ba0", ids.search),
      ),
  ],
  [
    "app that owns the group",
    ["R49 fail"],
    (s) => s.roleAssignments.push(assignment(9, ids.appPrincipal, owner, ids.group)),
  ],
  [
    "role in two places",
    ["R52 fail"],
    (s) =>
      s.roleAssignments.push(
        assignment(9, ids.appPrincipal, "1407120a-92aa-4202-b7e9-c0e197c71c8f", ids.group),
      ),
  ],
  [
    "role by way of a group",
    ["R47 fail"],
    (s) => {
      s.roleAssignments[0].properties.principalId = "94000000-0000-4000-8000-000000000005";
      s.groupMembership[ids.appPrincipal] = ["94000000-0000-4000-8000-000000000005"];
    },
  ],
  [
    "role on another index",
    ["R10 fail", "R44 fail"],
    (s) => {
      s.roleAssignments[0] = assignment(
        1,
        ids.appPrincipal,
        "1407120a-92aa-4202-b7e9-c0e197c71c8f",
        `${ids.search}/indexes/other`,
      );
    },
  ],
  [
    "role that is eligible only",
    ["R10 fail", "R42 fail"],
    (s) => (s.eligibleAssignments = s.roleAssignments.splice(0, 1)),
  ],
  [
    "deny assignment for everybody",
    ["R10 fail", "R40 fail"],
    (s) =>
      s.denyAssignments.push({
        id: `${ids.search}/providers/Microsoft.Authorization/denyAssignments/d`,
        properties: {
          denyAssignmentName: "lock",
          scope: ids.search,
          permissions: [{ dataActions: ["*"] }],
          principals: [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }],
        },
      }),
  ],
  [
    "condition that nobody can judge",
    ["R10 review", "R41 review"],
    (s) =>
      (s.roleAssignments[0].properties.condition =
        "(@Environment[Microsoft.Network/privateEndpoints] StringEquals 'x')"),
  ],
  [
    "grant that ends",
    ["R43 fail"],
    (s) => (s.roleAssignments[0].properties.endDateTime = "2026-11-25T00:00:00Z"),
  ],
  [
    "grant that is new",
    ["R56 review"],
    (s) => (s.roleAssignments[0].properties.createdOn = "2026-11-22T23:55:00Z"),
  ],
  [
    "custom role with a gap",
    ["R11 fail", "R57 fail"],
    (s) => {
      s.targets.embeddingDeployment = "ada";
      s.roleDefinitions = [
        {
          name: "c0c00000-0000-4000-8000-000000000001",
          roleName: "Chatter",
          roleType: "CustomRole",
          permissions: [
            { dataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/*"] },
          ],
        },
      ];
      s.roleAssignments[1] = assignment(
        2,
        ids.appPrincipal,
        "c0c00000-0000-4000-8000-000000000001",
        ids.openai,
      );
    },
  ],
  [
    "former identity in place of the present",
    ["R10 fail", "R45 review"],
    (s) => (s.roleAssignments[0].properties.principalId = "dead0000-0000-4000-8000-000000000001"),
  ],
  [
    "role of somebody deleted",
    ["R46 fail"],
    (s) => {
      s.deletedPrincipals = ["dead0000-0000-4000-8000-000000000001"];
      s.roleAssignments.push(
        assignment(9, "dead0000-0000-4000-8000-000000000001", owner, ids.storage),
      );
    },
  ],
  [
    "wrong type of principal",
    ["R53 fail"],
    (s) => (s.roleAssignments[0].properties.principalType = "User"),
  ],
  ["deny assignments that were not read", ["R40 unknown"], (s) => delete s.denyAssignments],
  [
    "inheritance that was not read",
    ["R54 unknown"],
    (s) =>
      (s.evidence.complete = s.evidence.complete.filter(
        (one: string) => one !== "roleAssignments:inherited",
      )),
  ],
  [
    "no right to read groups",
    ["E01 fail"],
    (s) => (s.entra.graphAppRoles = s.entra.graphAppRoles.slice(1)),
  ],
  [
    "identity that the registration does not trust",
    ["E02 fail"],
    (s) => (s.entra.application.federatedIdentityCredentials[0].subject = ids.searchPrincipal),
  ],
  [
    "secret of the registration",
    ["E03 fail"],
    (s) => s.entra.application.passwordCredentials.push({ keyId: "1" }),
  ],
  [
    "administrator who may not assign",
    ["R26 fail"],
    (s) => {
      s.targets.administrators = [{ objectId: ids.developer }];
      for (const [number, scope] of [ids.openai, ids.search].entries()) {
        s.roleAssignments.push(
          assignment(20 + number, ids.developer, "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", scope),
        );
      }
    },
  ],
  [
    "role from a management group",
    ["R48 fail", "R49 fail"],
    (s) => {
      const root = "/providers/Microsoft.Management/managementGroups/root";
      s.managementGroups = { "11111111-2222-3333-4444-555555555555": ["root"] };
      s.roleAssignments[0] = assignment(
        1,
        ids.appPrincipal,
        "1407120a-92aa-4202-b7e9-c0e197c71c8f",
        root,
      );
    },
  ],
  [
    "role of the identity that services do not use",
    ["R05 fail", "R50 fail"],
    (s) => {
      s.roleAssignments[2].properties.principalId = ids.developer;
      resource(s, ids.search).identity.userAssignedIdentities = {
        [ids.identity]: { principalId: ids.developer },
      };
    },
  ],
  [
    "classic administrator",
    ["R51 fail"],
    (s) =>
      s.resources.push({
        id: `${ids.group}/providers/Microsoft.Authorization/classicAdministrators/1`,
        name: "1",
        type: "Microsoft.Authorization/classicAdministrators",
        properties: { role: "ServiceAdministrator" },
      }),
  ],
  [
    "owner who counts on the data",
    ["R10 fail", "R49 fail", "R55 fail"],
    (s) => (s.roleAssignments[0] = assignment(1, ids.appPrincipal, owner, ids.search)),
  ],
  [
    "group that got the role today",
    ["R47 fail", "R56 review"],
    (s) => {
      const group = "94000000-0000-4000-8000-000000000005";
      s.roleAssignments[0].properties.principalId = group;
      s.roleAssignments[0].properties.createdOn = "2026-11-22T12:00:00Z";
      s.groupMembership[ids.appPrincipal] = [group];
    },
  ],
];
