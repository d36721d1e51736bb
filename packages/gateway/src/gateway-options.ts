import type { TokenCredential } from "@azure/core-auth";
import type { AccessTokenVerifierOptions } from "@entrim/access-token";
import type { AzureCloud } from "@entrim/azure-clouds";
import type {
  ChangeNotificationHandlerOptions,
  GroupResolverOptions,
  GroupSubscriptionOptions,
} from "@entrim/group-membership";
import type { GuardOptions, Principal } from "@entrim/guard";
import type {
  EmbeddingModel,
  IngestionServiceOptions,
  PreprocessingSkillOptions,
} from "@entrim/ingestion";
import type { OpenAIProxyOptions, SearchableIndex } from "@entrim/keyless-proxy";
import type {
  CanaryOptions,
  DataSource,
  OnYourDataHandlerOptions,
  OnYourDataOptions,
} from "@entrim/on-your-data";
import type {
  KnowledgeBaseRetrieverOptions,
  SearchRetrieverOptions,
} from "@entrim/on-your-data/azure";
import type { ReadinessOptions, Targets, VerifyOptions } from "@entrim/rbac-verifier";
import type { CallerRule } from "./caller-rule.ts";

/** What a whole server is made of. A part that is left out is not there: its addresses are a 404. */
export interface GatewayOptions {
  /** The server's one identity, in Azure a `ManagedIdentityCredential`, for everything that it calls. */
  readonly credential: TokenCredential;
  /** Whose tokens let in. */
  readonly access: GatewayAccess;
  /** Where the documents are, and which field says who may read them. */
  readonly search: GatewaySearch;
  /** Which models may be named (no chat). */
  readonly openai?: GatewayOpenAI;
  /** Shows the passages that citations lead to, to whoever may read them (citations lead where the index says). */
  readonly documents?: GatewayDocuments;
  /** Lets operators fill indexes from storage accounts (nobody may). */
  readonly jobs?: GatewayJobs;
  /** Says whether the server lives, and whether requests may be sent to it (it does not say). */
  readonly readiness?: GatewayReadiness;
  /** Tells operators why somebody finds a document or does not (nobody is told). */
  readonly explain?: GatewayExplain;
  /** Takes what Microsoft Graph says of groups that changed (changes count at the cache's maximum age). */
  readonly groupChanges?: GatewayGroupChanges;
  /**
   * The path that all routes lie below, as in `/ai` (none). It must be that under which the server's own
   * router mounts the gateway.
   */
  readonly prefix?: string;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /**
   * Hosts of your own that endpoints may be at, as `api.contoso.com` of an API Management before Azure OpenAI:
   * tokens for Azure and questions go there (only Azure's own).
   */
  readonly ownHosts?: readonly string[];
  /** Is told of every decision on a request, before it takes effect (nobody is). */
  readonly onDecision?: GuardOptions["onDecision"];
  /**
   * Is told of every error that was answered, and of those that happen between requests, for logs (nobody
   * is). It may hold what an upstream said.
   */
  readonly onError?: (error: unknown) => void;
}

/** Whose tokens let in, and how their groups are found. */
export interface GatewayAccess
  extends
    Pick<
      AccessTokenVerifierOptions,
      "tenants" | "audiences" | "scopes" | "roles" | "clients" | "guests" | "tenantIsolation"
    >,
    Pick<GroupResolverOptions, "cacheMaxAgeInMs" | "onBehalfOf" | "onCacheFailure"> {
  /** What the app's manifest promises about the group claim; there is no default, for a claim cannot show it. */
  readonly tokenGroups: GroupResolverOptions["tokenGroups"];
  /** Where look-ups are kept (in memory, 10,000 callers). */
  readonly groupCache?: GroupResolverOptions["cache"];
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
  /** Which indexes answer a chat that names none (`first`). */
  readonly unnamedSource?: OnYourDataOptions<Principal>["unnamedSource"];
  /**
   * Where fields are known from. `names`: by the usual names. `index`: from the definition of the index, for
   * which the identity needs Search Service Contributor; then `enforcement` is compared with it (`names`).
   */
  readonly fieldsFrom?: SearchRetrieverOptions["fieldsFrom"];
  /**
   * Who trims. `filter`: this server, by the filter that it sends. `filter+native`: AI Search as well, by the
   * permission fields of the indexes, for which each search carries a token of whoever asks (`filter`).
   */
  readonly enforcement?: DataSource["enforcement"];
  /**
   * Makes a credential that acts for the user whose token it is given, for `filter+native`: an
   * `OnBehalfOfCredential` whose `getAssertion` asks a user-assigned managed identity needs no secret. The app
   * needs the delegated permission `user_impersonation` of AI Search (that of `access`).
   */
  readonly onBehalfOf?: (assertion: string) => TokenCredential;
  /**
   * The knowledge base that finds the documents for chats, by its name; its sources all read the one index, and
   * it answers with what it found (chats search the index).
   */
  readonly knowledgeBase?: KnowledgeBaseRetrieverOptions["knowledgeBase"];
  /** Whether search clients may come too, by the paths of AI Search itself (`true`, with `filter+native` `false`). */
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
  /** How many indexes one chat may name (1). */
  readonly maxDataSources?: OnYourDataHandlerOptions["maxDataSources"];
  /** How much each person may use in a minute (as much as the resource gives). */
  readonly limits?: Omit<NonNullable<OpenAIProxyOptions<Principal>["limits"]>, "keyOf">;
}

/** How passages are found that citations lead to. */
export interface GatewayDocuments {
  /** The key of every index, which must be filterable and retrievable. */
  readonly keyField: string;
  /** The https origin that people know this server by, for clients elsewhere (links are paths of this server). */
  readonly origin?: string;
}

/** Who may fill indexes, and from where. */
export interface GatewayJobs extends Pick<
  IngestionServiceOptions<Principal>,
  "mode" | "storage" | "pages" | "lock" | "access" | "chunks" | "limits" | "maxConcurrentJobs"
> {
  /** Who may start and see jobs. Whoever may, decides who can read what. */
  readonly managers: CallerRule;
  /** Deployments at `openai.endpoint` that a job may make vectors with (no vectors). */
  readonly embeddingDeployments?: readonly string[];
  /** Their models, which an indexer has to know where a job does not name one (none). */
  readonly embeddingModels?: Readonly<Record<string, EmbeddingModel>>;
  /** What reads and parts documents for indexers, with `mode` `indexer` (AI Search itself). */
  readonly skill?: GatewaySkill;
  /** Index in which jobs are kept (`entrim-ingestion-jobs`). */
  readonly jobIndex?: string;
}

/** Where the skill is that reads and parts documents, and whether it is here. */
export interface GatewaySkill extends NonNullable<IngestionServiceOptions["skill"]> {
  /** Offers the skill at `/skill` of this server, to which `uri` leads then (another server does). */
  readonly offer?: GatewaySkillOffer;
}

/** Who may call the skill. Its callers are services, so no guard stands before it; it verifies their tokens itself. */
export interface GatewaySkillOffer extends Pick<
  PreprocessingSkillOptions,
  "callers" | "limits" | "maxRequestBytes"
> {
  /** App roles of the registration of `authResourceId`; each of the callers has one. */
  readonly roles: readonly string[];
}

/** What readiness depends on; whether the server is ending, always. */
export interface GatewayReadiness extends Pick<ReadinessOptions, "strict"> {
  /** The resources whose roles and settings are judged, for which the identity needs the role Reader (none). */
  readonly targets?: Targets;
  /** By which rules they are judged (all of a production set-up without keys, behind private endpoints). */
  readonly verify?: VerifyOptions;
  /** Watches that the indexes trim; while they do not, nobody is answered from them (they are not watched). */
  readonly canary?: Pick<CanaryOptions, "knownGroups" | "userToken" | "onFailure" | "intervalInMs">;
  /** Who sees the list of rules with `?verbose` (nobody). Everybody else reads one word. */
  readonly operators?: CallerRule;
}

/** Who is told why. */
export interface GatewayExplain {
  /** Who may ask; they see names and groups of every document, never its content. */
  readonly operators: CallerRule;
}

/** What Microsoft Graph tells of, and to whom. */
export interface GatewayGroupChanges extends Omit<ChangeNotificationHandlerOptions, "resolver"> {
  /**
   * Where Graph reaches `/group-changes` of this server, as in `https://chat.contoso.com/group-changes`. With it,
   * the subscription is made and kept alive, for which the identity needs the application permission
   * `Group.Read.All` (it is made elsewhere).
   */
  readonly notificationUrl?: GroupSubscriptionOptions["notificationUrl"];
}
