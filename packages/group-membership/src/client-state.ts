/** Below this, somebody could try them all. */
const minLength = 32;
/** Graph takes no more. */
const maxLength = 128;

/**
 * The secret that Graph repeats in each notification.
 *
 * @throws TypeError for one that can be guessed, or that Graph would not take.
 * @see https://learn.microsoft.com/graph/api/resources/subscription#properties
 */
export function requireClientState(clientState: unknown): string {
  if (
    typeof clientState !== "string" ||
    clientState.length < minLength ||
    clientState.length > maxLength
  ) {
    throw new TypeError(
      "group-membership: clientState must have 32 to 128 characters, as randomUUID() gives",
    );
  }
  return clientState;
}
