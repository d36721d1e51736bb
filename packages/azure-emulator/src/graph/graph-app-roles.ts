import { stableId } from "./stable-id.ts";

/** Microsoft Graph itself, as every tenant has it. */
export const graphResource: { readonly id: string; readonly displayName: string } = {
  id: stableId("Microsoft Graph"),
  displayName: "Microsoft Graph",
};

/** Application permissions and their ids. */
const ids: Readonly<Record<string, string>> = {
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Group.Read.All": "5b567255-7703-4780-807c-7be8301ae99b",
  "Group.ReadWrite.All": "62a82d76-70ea-41e2-9197-370581804d09",
  "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
  "GroupMember.ReadWrite.All": "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "User.ReadBasic.All": "97235f07-e226-4f63-ace3-39588e11d3a1",
  "User.ReadWrite.All": "741f803b-c850-494e-b5df-cde7c675a1ca",
};

/**
 * The id of an application permission; one of its own for a permission that means nothing here.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export function graphAppRoleId(permission: string): string {
  return ids[permission] ?? stableId("Microsoft Graph", permission);
}
