/** Types, in lower case, that exist though nothing of them may be there. */
const knownTypes: ReadonlySet<string> = new Set([
  "microsoft.cognitiveservices/accounts",
  "microsoft.cognitiveservices/accounts/deployments",
  "microsoft.cognitiveservices/accounts/privateendpointconnections",
  "microsoft.cognitiveservices/accounts/projects",
  "microsoft.managedidentity/userassignedidentities",
  "microsoft.network/networkinterfaces",
  "microsoft.network/networksecuritygroups",
  "microsoft.network/privatednszones",
  "microsoft.network/privatednszones/a",
  "microsoft.network/privatednszones/virtualnetworklinks",
  "microsoft.network/privateendpoints",
  "microsoft.network/privateendpoints/privatednszonegroups",
  "microsoft.network/virtualnetworkgateways",
  "microsoft.network/virtualnetworks",
  "microsoft.network/virtualnetworks/subnets",
  "microsoft.search/searchservices",
  "microsoft.search/searchservices/privateendpointconnections",
  "microsoft.search/searchservices/sharedprivatelinkresources",
  "microsoft.storage/storageaccounts",
  "microsoft.storage/storageaccounts/blobservices",
  "microsoft.storage/storageaccounts/blobservices/containers",
  "microsoft.storage/storageaccounts/privateendpointconnections",
  "microsoft.web/serverfarms",
  "microsoft.web/sites",
]);

/** Whether a type exists: a list of one that is not known is an error, and of one that is may be empty. */
export function isKnownType(type: string): boolean {
  return knownTypes.has(type.toLowerCase());
}
