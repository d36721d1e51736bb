/**
 * The tenant id of every local Azure. No real tenant has it, so a production server that trusts its
 * own tenant can never be fooled by a token that was made here.
 */
export const emulatorTenantId = "e0000000-0000-4000-8000-00000000e01a";
