import type { Azure } from "./azure.ts";
import type { NamedService } from "./azure-services.ts";
import { createInstanceMetadata, instanceMetadataPath } from "./entra/instance-metadata.ts";
import { createManagedIdentityEndpoint } from "./entra/managed-identity.ts";
import type { EntraTokens } from "./entra/tokens.ts";
import type { Seed } from "./seed.ts";
import { createTokenRoute } from "./token-route.ts";

/**
 * What answers on this machine's own address: managed identities in both forms, the token of the command
 * line, and at every other path the authority, which a browser visits there.
 *
 * @param identityHeader The secret that a process proves itself with to its managed identity.
 */
export function createLoopbackServices(
  { clock, directory }: Azure,
  options: {
    readonly seed: Seed;
    readonly tokens: EntraTokens;
    readonly entra: NamedService;
    readonly identityHeader: string;
  },
): (pathname: string) => NamedService {
  const { seed, tokens, entra, identityHeader } = options;
  const managedIdentity: NamedService = {
    name: "managed-identity",
    service: createManagedIdentityEndpoint({ seed, directory, tokens, identityHeader }),
  };
  const instanceMetadata: NamedService = {
    name: "managed-identity",
    service: createInstanceMetadata({ seed, clock, directory, tokens }),
  };
  const tokenRoute: NamedService = {
    name: "emulator",
    service: createTokenRoute({ directory, tokens }),
  };
  return (pathname) => {
    if (pathname === "/msi/token") return managedIdentity;
    if (instanceMetadataPath.test(pathname)) return instanceMetadata;
    return pathname === "/emulator/token" ? tokenRoute : entra;
  };
}
