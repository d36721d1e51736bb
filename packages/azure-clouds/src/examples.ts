//#region readme
import { azureCloud } from "@entrim/azure-clouds";

const cloud = azureCloud("china");

/** The scope to ask a credential for, and the address to ask. */
export const searchScope: string = `${cloud.search.audience}/.default`;
export const searchEndpoint: string = `https://contoso.${cloud.search.hostSuffix}`;
//#endregion
