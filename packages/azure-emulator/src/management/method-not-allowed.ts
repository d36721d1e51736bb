import { ManagementError } from "./management-error.ts";

/** The refusal of a method that an address does not have. */
export function methodNotAllowed(method: string): ManagementError {
  return new ManagementError(
    405,
    "MethodNotAllowed",
    `The requested resource does not support http method '${method}'.`,
  );
}
