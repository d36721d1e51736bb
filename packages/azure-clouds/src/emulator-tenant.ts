/**
 * The tenant id that a local Azure uses and no real tenant has. A server that is configured with it
 * trusts keys that anyone on the machine can make, so it must refuse to listen beyond loopback.
 */
export const emulatorTenantId = "e0000000-0000-4000-8000-00000000e01a";

/** Whether a tenant id, in any case, is the one reserved for a local Azure. */
export function isEmulatorTenant(tenantId: string): boolean {
  return tenantId.toLowerCase() === emulatorTenantId;
}
