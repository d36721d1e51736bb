import { EntraError } from "./entra-error.ts";

/**
 * A page of another site must not sign its visitor in.
 *
 * @throws EntraError for a form that a browser sends from elsewhere.
 */
export function requireOwnForm(request: Request): void {
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  if (site === "same-origin") return;
  throw new EntraError("invalid_request", 90023, "The sign-in form came from another site.");
}
