import type { EvidenceCollector } from "./collect-evidence.ts";
import { textAt, textsAt, valueAt } from "./read-path.ts";
import type { TerraformRow } from "./terraform-plan.ts";

/** Puts what the provider of Entra manages into evidence: a registration, whom it trusts, rights in Graph. */
export function addTerraformEntra(
  rows: readonly TerraformRow[],
  collector: EvidenceCollector,
): void {
  const ofType = (type: string): readonly TerraformRow[] => rows.filter((row) => row.type === type);
  const grants = ofType("azuread_app_role_assignment");
  if (grants.length > 0) {
    collector.addEntra({
      graphAppRoles: grants.map(({ values }) => ({
        principalId: textAt(values, "principal_object_id") ?? "",
        appRoleId: textAt(values, "app_role_id") ?? "",
      })),
    });
  }
  const [application] = ofType("azuread_application");
  if (application === undefined) return;
  const secrets = ofType("azuread_application_password");
  const certificates = ofType("azuread_application_certificate");
  const trusted = ofType("azuread_application_federated_identity_credential");
  collector.addEntra({
    application: {
      appId: valueAt(application.values, "client_id"),
      // secrets that somebody else made are not seen here, so that none is no proof
      ...(secrets.length === 0 ? {} : { passwordCredentials: secrets.map(() => ({})) }),
      ...(certificates.length === 0 ? {} : { keyCredentials: certificates.map(() => ({})) }),
      federatedIdentityCredentials: trusted.map(({ values }) => ({
        issuer: valueAt(values, "issuer"),
        subject: valueAt(values, "subject"),
        audiences: textsAt(values, "audiences"),
      })),
    },
  });
}
