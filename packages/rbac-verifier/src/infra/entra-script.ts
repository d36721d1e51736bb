import { graphRoles } from "../rules/entra.ts";
import type { InfraPlan } from "./infra-options.ts";

/**
 * What a deployment of Resource Manager does not do, as commands: the registration that people sign in to, which
 * trusts the identity of the app in place of a secret; and the app's right to read groups.
 */
export function formatEntraScript({ name, names, cloud }: InfraPlan): string {
  const issuer = cloud.issuers["2.0"].replace("{tenantid}", "$tenant");
  return `#!/bin/sh
# Once, by somebody who may grant application permissions: sh entra.sh register, then the deployment with
# applicationId=<what it prints>, then: sh entra.sh trust
set -eu
tenant=$(az account show --query tenantId -o tsv)

case "\${1:-}" in
register)
  az ad app create --display-name ${name} --sign-in-audience AzureADMyOrg --query appId -o tsv
  ;;
trust)
  app=$(az ad app list --display-name ${name} --query '[0].appId' -o tsv)
  identity=$(az identity show -g "\${GROUP:-${name}}" -n ${names.identity} --query principalId -o tsv)
  graph=$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --query id -o tsv)
  az ad app federated-credential create --id "$app" --parameters "{\\"name\\":\\"${names.identity}\\",\\"issuer\\":\\"${issuer}\\",\\"subject\\":\\"$identity\\",\\"audiences\\":[\\"${cloud.federatedCredentialAudience}\\"]}"
  for role in ${graphRoles["GroupMember.Read.All"]} ${graphRoles["User.ReadBasic.All"]}; do
    az rest --method post --uri "${cloud.graphEndpoint}/v1.0/servicePrincipals/$identity/appRoleAssignments" --body "{\\"principalId\\":\\"$identity\\",\\"resourceId\\":\\"$graph\\",\\"appRoleId\\":\\"$role\\"}"
  done
  ;;
*)
  echo "sh entra.sh register | trust" >&2
  exit 2
  ;;
esac
`;
}
