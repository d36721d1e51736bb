import type { TokenCredential } from "@azure/core-auth";
import type { AccessTokenVerifierOptions } from "@entrim/access-token";
import type { AzureCloud } from "@entrim/azure-clouds";
import type { GroupResolverOptions } from "@entrim/group-membership";
import type { GuardOptions, Principal } from "@entrim/guard";
import type { OpenAIProxyOptions, SearchableIndex } from "@entrim/keyless-proxy";
import type { OnYourDataOptions } from "@entrim/on-your-data";

/** What a whole server is made of. */
export interface GatewayOptions {
  /** The server's one identity, in Azure a `ManagedIdentityCredential`: at Graph, AI Search and Azure OpenAI. */
  readonly credential: TokenCredential;
  /** Whose tokens let in. */
  readonly access: GatewayAccess;
  /** Where the documents are, and which field says who may read them. */
  readonly search: GatewaySearch;
  /** Which models may be named. */
  readonly openai: GatewayOpenAI;
  /**
   * The path that all routes lie below, as in `/ai` (none). It must be that under which the server's own
   * router mounts the gateway.
   */
  readonly prefix?: string;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** Is told of every decision on a request, before it takes effect (nobody is). */
  readonly onDecision?: GuardOptions["onDecision"];
  /** Is told of every error that was answered, for logs (nobody is). It may hold what an upstream said. */
  readonly onError?: (error: unknown) => void;
}

/** Whose tokens let in, and how their groups are found. */
export interface GatewayAccess extends Pick<
  AccessTokenVerifierOptions,
  "tenants" | "audiences" | "scopes" | "roles" | "clients" | "guests" | "tenantIsolation"
> {
  /** What the app's manifest promises about the group claim; there is no default, for a claim cannot show it. */
  readonly tokenGroups: GroupResolverOptions["tokenGroups"];
  /** Where look-ups are kept (in memory, 10,000 callers). */
  readonly groupCache?: GroupResolverOptions["cache"];
  /** Acts for the user at Graph (the server's identity reads groups itself). */
  readonly onBehalfOf?: GroupResolverOptions["onBehalfOf"];
  /** What tells clients where to get a token, as RFC 9728 has it (not served). */
  readonly resource?: {
    /** The https address that clients know this server by. */
    readonly address: string;
    /** Scopes as clients ask for them, as in `api://<client id>/access_as_user`. */
    readonly scopes: readonly string[];
  };
}

/** Where the documents are. */
export interface GatewaySearch {
  /** As in `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  /** The indexes that may be named: their names, or their definitions. The first is used if a chat names none. */
  readonly indexes: readonly (string | SearchableIndex)[];
  /** The field of group ids, the same in all indexes. */
  readonly groupField: string;
  /** `field` needs the security field to be retrievable; `off` trusts the search service alone (`field`). */
  readonly secondCheck?: OnYourDataOptions<Principal>["secondCheck"];
  /** Whether search clients may come too, by the paths of AI Search itself (`true`). */
  readonly proxy?: boolean;
}

/** Which models may be named. */
export interface GatewayOpenAI {
  /** As in `https://contoso.openai.azure.com`. */
  readonly endpoint: string;
  /** Deployments, chat models and embeddings alike. */
  readonly deployments: readonly string[];
  /** Whether a model may answer without documents (`refuse`). */
  readonly ungrounded?: OpenAIProxyOptions<Principal>["ungrounded"];
  /** Hosts that links in answers and citations may lead to, over https (none). */
  readonly linkHosts?: readonly string[];
}
