import type { TokenCredential } from "@azure/core-auth";
import type { AzureCloud } from "@entrim/azure-clouds";
import type { ResolveGroupName } from "../access/document-groups.ts";
import type { DocumentChunkerOptions } from "../chunk/document-chunker.ts";
import type { FetchPage } from "../crawl/page-fetcher.ts";
import type { EmbeddingModel } from "../indexer/embedding-model.ts";
import type { JobManager } from "./job-routes.ts";

/** What a service may read and write, and as whom. */
export interface IngestionServiceOptions<P extends JobManager = JobManager> {
  /**
   * The server's own identity. It needs Search Service Contributor and Search Index Data Contributor on the search service,
   * in the push mode Storage Blob Data Reader on the containers besides, and Cognitive Services OpenAI User for vectors. In
   * the indexer mode it is the identity of the search service that needs the last two.
   */
  readonly credential: TokenCredential;
  /**
   * Who reads documents, parts them and makes vectors: this process, or an indexer of AI Search, for what is too much for
   * one process ("push"). Of an indexer, groups come from the metadata of blobs alone.
   */
  readonly mode?: "push" | "indexer";
  /** Who may start and see jobs; whoever may, decides who can read what. */
  readonly mayManageJobs: (principal: P) => boolean;
  readonly search: {
    /** As in `https://contoso.search.windows.net`. */
    readonly endpoint: string;
    /** Field for the object ids of who may read a document (`group_ids`). */
    readonly groupField?: string;
    /** Analyzer of titles and texts (`standard.lucene`). */
    readonly analyzer?: string;
    /** Index in which jobs are kept; no job can have its name (`entrim-ingestion-jobs`). */
    readonly jobIndex?: string;
  };
  /** Where jobs may read. */
  readonly storage: readonly IngestionStorage[];
  /**
   * Where servers that share the job index agree on who does a job (this server is the only one). The container is for
   * this alone, and the server's identity needs Storage Blob Data Contributor on it.
   */
  readonly lock?: {
    /** As in `https://contoso.blob.core.windows.net`. */
    readonly endpoint: string;
    readonly container: string;
  };
  /** What makes vectors (none are made). */
  readonly openai?: {
    /** As in `https://contoso.openai.azure.com`. */
    readonly endpoint: string;
    /** Deployments that a job may name. */
    readonly embeddingDeployments: readonly string[];
    /** Their models, which an indexer has to know where a job does not name one (none). */
    readonly embeddingModels?: Readonly<Record<string, EmbeddingModel>>;
  };
  /** Pages of the public web that jobs may read (none). */
  readonly pages?: {
    /** Host names, as in `www.contoso.example`; or `"any"` public one. */
    readonly hosts: readonly string[] | "any";
    /** Pause between two requests to a host (250); a longer one that its robots.txt asks for is kept. */
    readonly delayInMs?: number;
    /**
     * What asks for a page (https, to public addresses only and through no proxy). One of your own takes that duty over:
     * it must look at the address that it really connects to, follow no redirection, and send no credential.
     */
    readonly fetchPage?: FetchPage;
  };
  readonly access?: {
    /** Name of the file in a container that says who may read what (`access.json`). */
    readonly file?: string;
    /** Name of the blobs' metadata that does (`group_ids`). */
    readonly metadata?: string;
    /** Finds the group of a name (names are refused, and only object ids are taken). */
    readonly resolveGroupName?: ResolveGroupName;
  };
  readonly chunks?: {
    /** Where a job does not say (1024). */
    readonly maxTokens?: number;
    /** Tokens that a chunk repeats (0). */
    readonly overlap?: number;
  };
  /**
   * Where a server offers `createPreprocessingSkill`: an indexer has documents read and parted by it then, with headings
   * and tables (AI Search does so itself, without). For the indexer mode.
   */
  readonly skill?: {
    /** As in `https://chat.contoso.example/skill`. */
    readonly uri: string;
    /** What the search service gets a token for: the registration of that server, as in `api://<client id>`. */
    readonly authResourceId: string;
  };
  /** What a document may cost. */
  readonly limits?: DocumentChunkerOptions;
  /** Jobs at a time (2). */
  readonly maxConcurrentJobs?: number;
  /** How often the progress of a job is kept (2000). */
  readonly heartbeatInMs?: number;
  /** How often `resume` looks for jobs that are due (60000). */
  readonly sweepIntervalInMs?: number;
  /** Hears why a job failed, with the cause, for the log (nobody does). */
  readonly onError?: (error: unknown, jobId: string) => void;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** What sends the requests (the global one). */
  readonly fetch?: typeof globalThis.fetch;
  /** How long to wait before a request is repeated first (500). */
  readonly retryDelayInMs?: number;
  /** The time in milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

/** A storage account that jobs may read. */
export interface IngestionStorage {
  /** As in `https://contoso.blob.core.windows.net`. */
  readonly endpoint: string;
  /** `/subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…`. */
  readonly resourceId: string;
  readonly containers: readonly string[];
  /**
   * Whether the access lists of ADLS Gen2 say who may read a document, in place of metadata and access files; the account
   * has a hierarchical namespace then (false).
   */
  readonly accessLists?: boolean;
}
