import type { PreviousApp } from "./previous-app.ts";

/** Microsoft Graph, in every tenant. */
const graphAppId = "00000003-0000-0000-c000-000000000000";

/**
 * A script that gives the server an identity and the least that it needs: to read the index, to ask the
 * model, to look up groups. It can be run again, and takes nothing away.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export function formatRoles({ cloud, openai, search, clientId, tenantId }: PreviousApp): string {
  const account = resourceName(openai.endpoint);
  const service = resourceName(search.endpoint);
  return `#!/usr/bin/env bash
# What the server may do, and as whom. Read it, then run it: bash roles.sh <resource group>
set -euo pipefail
group=\${1:?name the resource group of the identity}
openai_name=\${OPENAI_NAME:-${account ?? ""}}
search_name=\${SEARCH_NAME:-${service ?? ""}}
: "\${openai_name:?set OPENAI_NAME}" "\${search_name:?set SEARCH_NAME}"

az identity create --name entrim --resource-group "$group" --output none
principal=$(az identity show --name entrim --resource-group "$group" --query principalId --output tsv)
echo "AZURE_CLIENT_ID=$(az identity show --name entrim --resource-group "$group" --query clientId --output tsv)"

id_of() {
  az resource list --name "$1" --resource-type "$2" --query '[0].id' --output tsv
}
assign() {
  az role assignment create --assignee-object-id "$principal" \\
    --assignee-principal-type ServicePrincipal --role "$1" --scope "$2" --output none
}
assign "Search Index Data Reader" "$(id_of "$search_name" Microsoft.Search/searchServices)"
assign "Cognitive Services OpenAI User" "$(id_of "$openai_name" Microsoft.CognitiveServices/accounts)"

# groups of people who are in more of them than a token can list
graph=$(az ad sp show --id ${graphAppId} --query id --output tsv)
for permission in GroupMember.Read.All User.ReadBasic.All; do
  role=$(az ad sp show --id ${graphAppId} --query "appRoles[?value=='$permission'].id | [0]" --output tsv)
  az rest --method post \\
    --url "${cloud.graphEndpoint}/v1.0/servicePrincipals/$principal/appRoleAssignments" \\
    --body "{\\"principalId\\":\\"$principal\\",\\"resourceId\\":\\"$graph\\",\\"appRoleId\\":\\"$role\\"}" \\
    --output none || echo "$permission: granted already, or you may not grant it"
done

# instead of a client secret, the app registration trusts the identity
app=\${ENTRA_CLIENT_ID:-${clientId ?? ""}}
: "\${app:?set ENTRA_CLIENT_ID}"
tenant=\${ENTRA_TENANT_ID:-${tenantId ?? "$(az account show --query tenantId --output tsv)"}}
az ad app federated-credential create --id "$app" --parameters "{
  \\"name\\": \\"entrim\\", \\"issuer\\": \\"${cloud.authorityHost}/$tenant/v2.0\\",
  \\"subject\\": \\"$principal\\", \\"audiences\\": [\\"${cloud.federatedCredentialAudience}\\"]
}" --output none || echo "entrim: trusted already"
`;
}

function resourceName(endpoint: string | undefined): string | undefined {
  return endpoint === undefined ? undefined : new URL(endpoint).hostname.split(".")[0];
}
