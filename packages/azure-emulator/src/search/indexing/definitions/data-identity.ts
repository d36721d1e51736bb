import { isJsonObject } from "../../json-object.ts";
import { invalidRequest } from "../../search-error.ts";
import type { MemberReader } from "./read-definition.ts";

/** The identity that a service signs in with. */
export type DataIdentity =
  | null
  | { readonly "@odata.type": "#Microsoft.Azure.Search.DataNoneIdentity" }
  | {
      readonly "@odata.type": "#Microsoft.Azure.Search.DataUserAssignedIdentity";
      /** The id of the resource. */
      readonly userAssignedIdentity: string;
    };

const none = "#Microsoft.Azure.Search.DataNoneIdentity";
const userAssigned = "#Microsoft.Azure.Search.DataUserAssignedIdentity";

/** @throws SearchError for an identity of another kind. */
export function readDataIdentity(read: MemberReader, name: string): DataIdentity {
  const value = read.raw(name);
  if (value === undefined) return null;
  if (isJsonObject(value)) {
    const { "@odata.type": type, userAssignedIdentity } = value;
    if (type === none) return { "@odata.type": none };
    if (type === userAssigned && typeof userAssignedIdentity === "string") {
      return { "@odata.type": userAssigned, userAssignedIdentity };
    }
  }
  throw invalidRequest(
    read.kind.where,
    `The property '${name}' must be a '${none}' or a '${userAssigned}' with its 'userAssignedIdentity'.`,
  );
}
