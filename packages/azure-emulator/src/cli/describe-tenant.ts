import type { Directory } from "../azure.ts";

/** As many as a newcomer wants to read; the page has the rest. */
const maxNames = 5;

/**
 * What somebody needs who has just started a local Azure: the tenant, the client ids of its apps, and whom
 * to sign in as. No secret of an app is among it.
 */
export function describeTenant({
  tenantId,
  apps,
  users,
}: Pick<Directory, "tenantId" | "apps" | "users">): string {
  const lines = [
    ["Tenant", tenantId],
    ...apps
      .slice(0, maxNames)
      .map(({ displayName, appId }) => ["Client id", `${appId} (${displayName})`]),
    ...(users.length === 0 ? [] : [["Sign in as", namesOf(users)]]),
  ];
  return lines.map(([what = "", value = ""]) => `  ${what.padEnd(12)}${value}`).join("\n");
}

function namesOf(users: Directory["users"]): string {
  const names = users.slice(0, maxNames).map(({ userPrincipalName }) => userPrincipalName);
  const others = users.length - names.length;
  return names.join(", ") + (others > 0 ? ` and ${others} more` : "");
}
