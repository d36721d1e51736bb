import { documentation as at } from "./documentation.ts";

/** Families N and D: the id of a rule, how to mend it, and where that is documented. */
export const pagesOfNetwork: readonly (readonly [string, string, ...string[]])[] = [
  ["N01", "Deploy the network again.", at.appNetwork],
  ["N02", "Give private endpoints, web app and gateway each a subnet.", at.appNetwork, at.article],
  [
    "N03",
    "Move private endpoints to a subnet that is delegated to nobody and has addresses left.",
    at.endpoints,
  ],
  [
    "N04",
    "Delegate a subnet of /28 or larger to Microsoft.Web/serverFarms, for one plan alone.",
    at.appNetwork,
  ],
  ["N05", "Approve the connection on the service, or make the endpoint anew.", at.endpointApproval],
  [
    "N06",
    "Make the endpoint anew with the right kind: account, searchService or blob.",
    at.endpoints,
  ],
  ["N07", "Make the endpoint anew in its subnet.", at.endpoints],
  ["N08", "Peer the two networks from both sides.", at.peering],
  ["N09", "Set the gateway up with OpenVPN and sign-in by Entra, in GatewaySubnet.", at.gateway],
  ["N10", "Let port 443 through to the private endpoints.", at.networkSecurity],
  ["N11", "Reject and remove the connection, or approve it.", at.endpointApproval],
  ["D01", "Create the private DNS zone of Azure OpenAI.", at.endpointDns],
  ["D02", "Add the record, or a zone group that keeps it.", at.endpointDns],
  ["D03", "Link the zone to the network of the web app.", at.endpointDns],
  [
    "D04",
    "Create zone, record and link for the search service; people may use a hosts file.",
    at.endpointDns,
  ],
  [
    "D05",
    "Create zone, record and link for the storage account; people may use a hosts file.",
    at.endpointDns,
  ],
  ["D06", "Keep one zone and one endpoint for each service and network.", at.endpointDns],
  ["D07", "Remove the record, or give it the address of the endpoint.", at.endpointDns],
  ["D08", "Give the private endpoint a zone group.", at.endpointDns],
  ["D09", "Forward to 168.63.129.16, or use Azure's own DNS.", at.nameResolution],
  ["D10", "Remove the zone, and create the one that begins with privatelink.", at.endpointDns],
  [
    "D11",
    "See which of D01 to D09 and N10 fail; or add the lines of the command hosts.",
    at.endpointDns,
  ],
];
