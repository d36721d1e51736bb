import { counted } from "../counted.ts";
import { listAt, textAt, textsAt, valueAt } from "../evidence/read-path.ts";
import { nameOf } from "../evidence/resource-id.ts";
import { shellWord } from "../fix/shell-word.ts";
import { appTarget } from "./edge.ts";
import { fails, isUnknown, needsReview, passes } from "./outcome.ts";
import type { Outcome, Rule } from "./rule.ts";
import { principalOf, type Scene } from "./scene.ts";

/**
 * Application roles of Microsoft Graph.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export const graphRoles = {
  "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
  "User.ReadBasic.All": "97235f07-e226-4f63-ace3-39588e11d3a1",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
} as const;

/** What satisfies each need, the least first. */
const graphNeeds = [
  ["GroupMember.Read.All", "Directory.Read.All"],
  ["User.ReadBasic.All", "User.Read.All", "Directory.Read.All"],
] as const;

/** Family E: what Entra knows about the app. */
export const entraRules: readonly Rule[] = [
  {
    id: "E01",
    slug: "graph-application-roles",
    title: "The app may read the groups of people.",
    why: "Who is in more groups than a token lists would be refused.",
    severity: "error",
    blocks: ["app.groups"],
    profiles: ["entrim"],
    check: checkGraphRoles,
  },
  {
    id: "E02",
    slug: "federated-credential",
    title: "The app registration trusts the identity that the app runs as.",
    why: "The app proves itself to Entra with that identity in place of a secret.",
    severity: "error",
    blocks: ["app.signIn"],
    profiles: ["entrim"],
    check: checkFederation,
  },
  {
    id: "E03",
    slug: "app-without-secrets",
    title: "The app registration has no secret and no certificate.",
    why: "Whoever finds a secret is the app.",
    severity: "error",
    blocks: [],
    profiles: ["entrim"],
    check: (scene) =>
      ofRegistration(scene, (application, id) => {
        if (
          valueAt(application, "passwordCredentials") === undefined &&
          valueAt(application, "keyCredentials") === undefined
        ) {
          return isUnknown(
            { id },
            "the credentials of the app registration are not in the evidence",
          );
        }
        const count =
          listAt(application, "passwordCredentials").length +
          listAt(application, "keyCredentials").length;
        return count === 0
          ? passes({ id }, "the app registration has no secret")
          : fails(
              { id },
              `the app registration has ${counted(count, "secret or certificate", "secrets or certificates")}`,
              {
                actual: count,
                fix: {
                  phase: "keys-off",
                  risk: "lockout",
                  summary: "remove the secrets of the app registration",
                  az: `az ad app credential delete --id ${shellWord(textAt(application, "appId") ?? "CLIENT_ID")} --key-id KEY_ID`,
                },
              },
            );
      }),
  },
];

function ofRegistration(
  scene: Scene,
  check: (application: unknown, id: string) => Outcome,
): readonly Outcome[] {
  const target = appTarget(scene);
  const id = target === undefined ? undefined : scene.idOf(target);
  if (id === undefined) return [];
  const { application } = scene.evidence.entra;
  return application === undefined
    ? [isUnknown({ id }, "the app registration was not read")]
    : [check(application, id)];
}

function checkGraphRoles(scene: Scene): readonly Outcome[] {
  const target = appTarget(scene);
  const id = target === undefined ? undefined : scene.idOf(target);
  if (target === undefined || id === undefined) return [];
  const principalId = principalOf(scene.resourceOf(target));
  const { graphAppRoles } = scene.evidence.entra;
  if (principalId === undefined || graphAppRoles === undefined) {
    return [isUnknown({ id }, "what the app may do in Microsoft Graph was not read")];
  }
  const held = new Set(
    graphAppRoles
      .filter((grant) => grant.principalId.toLowerCase() === principalId.toLowerCase())
      .map(({ appRoleId }) => appRoleId.toLowerCase()),
  );
  const missing = graphNeeds.filter(
    (alternatives) => !alternatives.some((name) => held.has(graphRoles[name])),
  );
  if (missing.length === 0) {
    return [passes({ id }, `${nameOf(id)} may read users and groups in Microsoft Graph`)];
  }
  const names = missing.map(([least]) => least);
  return [
    fails({ id }, `${nameOf(id)} lacks ${names.join(" and ")} in Microsoft Graph`, {
      expected: names,
      missingActions: names,
      fix: {
        phase: "roles",
        risk: "none",
        summary: `grant ${names.join(" and ")} to ${nameOf(id)}`,
        az: missing
          .map(
            ([least]) =>
              `az rest --method post --uri ${scene.cloud.graphEndpoint}/v1.0/servicePrincipals/${principalId}/appRoleAssignments --body '{"principalId":"${principalId}","resourceId":"GRAPH_OBJECT_ID","appRoleId":"${graphRoles[least]}"}'`,
          )
          .join("\n"),
      },
    }),
  ];
}

function checkFederation(scene: Scene): readonly Outcome[] {
  return ofRegistration(scene, (application, id) => {
    const target = appTarget(scene);
    const principalId = target && principalOf(scene.resourceOf(target));
    if (
      valueAt(application, "federatedIdentityCredentials") === undefined ||
      principalId === undefined
    ) {
      return isUnknown({ id }, "the federated credentials of the app registration were not read");
    }
    if (target !== "identity") {
      return needsReview(
        { id },
        "only a user-assigned identity can be trusted by an app registration",
      );
    }
    const { issuers, federatedCredentialAudience } = scene.cloud;
    const issuer = issuers["2.0"].replace("{tenantid}", scene.evidence.tenantId ?? "");
    const trusted = listAt(application, "federatedIdentityCredentials").filter(
      (credential) => textAt(credential, "subject")?.toLowerCase() === principalId.toLowerCase(),
    );
    const fits = trusted.some(
      (credential) =>
        textsAt(credential, "audiences").includes(federatedCredentialAudience) &&
        (scene.evidence.tenantId === undefined || textAt(credential, "issuer") === issuer),
    );
    return fits
      ? passes({ id }, "the app registration trusts the identity of the app")
      : fails(
          { id },
          trusted.length === 0
            ? "the app registration does not trust the identity of the app"
            : "the app registration trusts the identity of the app under another issuer or audience",
          {
            expected: { issuer, subject: principalId, audiences: [federatedCredentialAudience] },
            fix: {
              phase: "identity",
              risk: "none",
              summary: "let the app registration trust the identity of the app",
              az: `az ad app federated-credential create --id ${shellWord(textAt(application, "appId") ?? "CLIENT_ID")} --parameters ${shellWord(JSON.stringify({ name: nameOf(id), issuer, subject: principalId, audiences: [federatedCredentialAudience] }))}`,
            },
          },
        );
  });
}
