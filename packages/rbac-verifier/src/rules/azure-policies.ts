/** A built-in definition of Azure Policy that concerns the same resources, and what is made of it here. */
export interface AzurePolicy {
  readonly id: string;
  readonly name: string;
  /** The rules that say the same, or more. */
  readonly rules: readonly string[];
  /** Where the two differ, or why there is no rule. */
  readonly note?: string;
  /** The stage whose needs the policy takes back. */
  readonly conflictsWith?: "studio";
}

/**
 * The built-in definitions of Azure Policy for the services of a set-up, as of April 2026.
 *
 * @see https://learn.microsoft.com/azure/governance/policy/samples/built-in-policies
 */
export const azurePolicies: readonly AzurePolicy[] = [
  {
    id: "72d04c29-f87d-4575-9731-419ff16a2757",
    name: "App Service apps should be injected into a virtual network",
    rules: ["W02"],
    note: "A setting that is absent is a failure here as well.",
  },
  {
    id: "2b9ad585-36bc-4615-b300-fd4435808332",
    name: "App Service apps should use managed identity",
    rules: ["W04"],
  },
  {
    id: "801543d1-1953-4a90-b8b0-8cf6d41473a5",
    name: "App Service apps should enable configuration routing to Azure Virtual Network",
    rules: [],
    note: "Images, content shares and backups of the app carry no documents and no tokens.",
  },
  {
    id: "a691eacb-474d-47e4-b287-b4813ca44222",
    name: "App Service apps should enable outbound application traffic routing to Azure Virtual Network",
    rules: ["W05"],
  },
  {
    id: "1b4d1c4e-934c-4703-944c-27c82c06bebb",
    name: "Diagnostic logs in Azure AI services resources should be enabled",
    rules: ["H04", "H05"],
    note: "One log in any place is enough; the policy asks for all.",
  },
  {
    id: "71ef260a-8f18-47b7-abcb-62d0673d94dc",
    name: "Azure AI Services resources should have key access disabled (disable local authentication)",
    rules: ["A08", "S06"],
    conflictsWith: "studio",
  },
  {
    id: "d6759c02-b87f-42b7-892e-71b3f471d782",
    name: "Azure AI Services resources should use Azure Private Link",
    rules: ["A07", "S11"],
    note: "Stricter here: the endpoint has to be of the right kind, and in a network that the app reaches.",
  },
  {
    id: "037eea7a-bd0a-46c5-9a66-03aea78705d3",
    name: "Azure AI Services resources should restrict network access",
    rules: ["A05", "S08"],
    note: "Stricter here: a firewall that lets addresses in is not closed.",
  },
  {
    id: "67121cc7-ff39-4ab8-b7e3-95b84dab487d",
    name: "Azure AI Services resources should encrypt data at rest with a customer-managed key (CMK)",
    rules: ["H01"],
  },
  {
    id: "14de9e63-1b31-492e-a5a3-c3f7fd57f555",
    name: "Configure Cognitive Services accounts to disable local authentication methods",
    rules: ["A08"],
    conflictsWith: "studio",
  },
  {
    id: "47ba1dd7-28d9-4b07-a8d5-9813bed64e0c",
    name: "Configure Cognitive Services accounts to disable public network access",
    rules: ["A05"],
    note: "It closes what a set-up still has open; deploy what is private first.",
  },
  {
    id: "fe3fd216-4f83-4fc1-8984-2bbec80a3418",
    name: "Cognitive Services accounts should use a managed identity",
    rules: ["A03"],
    note: "Stricter here: services do not use a user-assigned identity to call each other. The profile entrim needs none.",
  },
  {
    id: "c4bc6f10-cb41-49eb-b000-d5ab82e2a091",
    name: "Configure Cognitive Services accounts to use private DNS zones",
    rules: ["D01", "D08"],
  },
  {
    id: "46aa9b05-0e60-4eae-a88b-1e9d374fa515",
    name: "Cognitive Services accounts should use customer owned storage",
    rules: [],
    note: "It is for speech and other services that keep what they are given; Azure OpenAI keeps nothing there.",
  },
  {
    id: "b4330a05-a843-4bc8-bf9a-cacce50c67f4",
    name: "Resource logs in Search services should be enabled",
    rules: ["H05"],
  },
  {
    id: "76a56461-9dc0-40f0-82f5-2453283afa2f",
    name: "Azure AI Search services should use customer-managed keys to encrypt data at rest",
    rules: ["H02"],
  },
  {
    id: "6300012e-e9a4-4649-b41f-a85f5c43be91",
    name: "Azure AI Search services should have local authentication methods disabled",
    rules: ["S06"],
    conflictsWith: "studio",
  },
  {
    id: "4eb216f2-9dba-4979-86e6-5d7e63ce3b75",
    name: "Configure Azure AI Search services to disable local authentication",
    rules: ["S06"],
    conflictsWith: "studio",
  },
  {
    id: "fbc14a67-53e4-4932-abcc-2049c6706009",
    name: "Configure Azure AI Search services to use private DNS zones",
    rules: ["D04", "D08"],
  },
  {
    id: "9cee519f-d9c1-4fd9-9f79-24ec3449ed30",
    name: "Configure Azure AI Search services to disable public network access",
    rules: ["S08"],
    note: "It closes what a set-up still has open; deploy what is private first.",
  },
  {
    id: "a049bf77-880b-470f-ba6d-9f21c530cf83",
    name: "Azure AI Search service should use a SKU that supports private link",
    rules: ["S02"],
  },
  {
    id: "ee980b6d-0eca-4501-8d54-f6290fd512c3",
    name: "Azure AI Search services should disable public network access",
    rules: ["S08"],
  },
  {
    id: "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",
    name: "Storage account public access should be disallowed",
    rules: ["H09"],
  },
  {
    id: "c9d007d0-c057-4772-b18c-01e546713bcd",
    name: "Storage accounts should allow access from trusted Microsoft services",
    rules: ["B02"],
    note: "The policy takes the absence of the setting for compliance; here it is unknown. Services that pass by name are enough here.",
  },
  {
    id: "92a89a79-6c52-4a7e-a03f-61306fc49312",
    name: "Storage accounts should prevent cross tenant object replication",
    rules: ["H12"],
  },
  {
    id: "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",
    name: "Storage accounts should prevent shared key access",
    rules: ["H10"],
    conflictsWith: "studio",
  },
  {
    id: "fe83a0eb-a853-422d-aac2-1bffd182c5d0",
    name: "Storage accounts should have the specified minimum TLS version",
    rules: ["H07"],
    note: "TLS 1.3 passes as well.",
  },
  {
    id: "2a1a9cdf-e04d-429a-8416-3bfb72a1b26f",
    name: "Storage accounts should restrict network access using virtual network rules",
    rules: ["B04", "B09"],
  },
  {
    id: "6edd7eda-6dd8-40f7-810d-67160c639cd9",
    name: "Storage accounts should use private link",
    rules: ["B05"],
  },
  {
    id: "75973700-529f-4de2-b794-fb9b6781b6b0",
    name: "Configure a private DNS Zone ID for blob groupID",
    rules: ["D05", "D08"],
  },
  {
    id: "404c3081-a854-4457-ae30-26a93ef643f9",
    name: "Secure transfer to storage accounts should be enabled",
    rules: ["H08"],
  },
  {
    id: "34c877ad-507e-4c82-993e-3452a6e0ad3c",
    name: "Storage accounts should restrict network access",
    rules: ["B04"],
  },
  {
    id: "7809fda1-ba27-48c1-9c63-1f5aee46ba89",
    name: "Storage Accounts should restrict network access through network ACL bypass configuration only",
    rules: ["B02", "B04", "B09"],
    note: "Stricter here for rules, and the firewall may let more of Azure’s own services pass.",
  },
];
