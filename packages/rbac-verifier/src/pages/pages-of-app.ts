import { documentation as at } from "./documentation.ts";

/** Families W, C and T: the id of a rule, how to mend it, and where that is documented. */
export const pagesOfApp: readonly (readonly [string, string, ...string[]])[] = [
  ["W01", "Start the app, and keep it in the region of the network.", at.appNetwork],
  ["W02", "Integrate the app with the network.", at.appNetwork],
  ["W03", "Move to a plan of tier Basic or above.", at.appNetwork],
  ["W04", "Give the app its identity.", at.appIdentity],
  ["W05", "Set outboundVnetRouting.applicationTraffic.", at.appNetwork],
  ["W06", "Remove the setting; what has to be secret can refer to a key vault.", at.appKeyVault],
  ["W07", "Configure the endpoint with the custom subdomain.", at.aiSubdomain],
  ["W08", "Ask for HTTPS and TLS 1.2, and turn FTP off.", at.appTls, at.appFtp],
  ["W09", "Take the identity away from the app.", at.appIdentity],
  ["C01", "Send Authorization: Bearer and no api-key.", at.aiIdentity],
  ["C02", "Send the header storageEndpoint.", at.article],
  ["C03", "Send storageConnectionString as ResourceId=<id of the storage account>.", at.article],
  ["C04", "Leave searchServiceAdminKey out.", at.article],
  ["C05", "Send embeddingDeploymentName in place of an endpoint and a key.", at.article],
  ["C06", "Ask with authentication of type system_assigned_managed_identity.", at.article],
  ["C07", "Send a filter by the groups of the caller.", at.searchTrimming],
  ["C08", "Ask for a token for the service of the right cloud.", at.aiIdentity],
  ["T01", "Ask for the role that the finding names, and read again.", at.roles],
  ["T02", "Save role assignments as well.", at.rolesList],
  ["T03", "Read again."],
  ["T04", "Read the resource again with a newer version of the API.", at.searchFirewall],
  ["T05", "Look the name up in the documentation of the cloud.", at.endpointDns],
  [
    "T06",
    "Move to an app that searches and generates itself, and use the profile entrim.",
    at.article,
  ],
  ["T07", "Exempt the resource group from the policy, or do without what it forbids.", at.policies],
  ["T08", "Save all pages: follow nextLink, or use the CLI, which does."],
];
