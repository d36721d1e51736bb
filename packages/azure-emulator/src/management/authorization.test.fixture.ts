import { chatIdentity } from "../contoso.test.fixture.ts";
import type { Emulator } from "../emulator.ts";
import {
  ask,
  authorization,
  searchId,
  subscription,
  type Answer,
} from "./management.test.fixture.ts";

/** The id of the role Search Index Data Reader. */
export const reader = "1407120a-92aa-4202-b7e9-c0e197c71c8f";
/** The name of an assignment. */
export const name = "00000000-0000-4000-8000-0000000000aa";
/** The whole id of a role. */
export const definition = (role: string): string =>
  `${subscription}/${authorization}/roleDefinitions/${role}`;

/** Grants a role as a client of Azure's does. */
export function put(
  azure: Emulator,
  properties: object = {},
  { scope = searchId, as = name }: { readonly scope?: string; readonly as?: string } = {},
): Promise<Answer> {
  const wanted = {
    roleDefinitionId: definition(reader),
    principalId: chatIdentity.principalId,
    principalType: "ServicePrincipal",
    ...properties,
  };
  const path = `${scope}/${authorization}/roleAssignments/${as}`;
  return ask(azure, path, { method: "PUT", body: { properties: wanted } });
}

/** What AI Search says to the app's identity. */
export async function search(azure: Emulator): Promise<number> {
  const token = await azure.issueToken({
    identity: chatIdentity.name,
    scope: "https://search.azure.com/.default",
  });
  const url = "https://contoso.search.windows.net/indexes/none/docs/$count?api-version=2024-07-01";
  const headers = { authorization: `Bearer ${token}` };
  return (await azure.fetch(new Request(url, { headers }))).status;
}
