import { azureCloud, type AzureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import type { Profile } from "../rules/rule.ts";

/** What set-up to write. */
export interface InfraOptions {
  /** What names begin with: 3 to 17 letters, digits and dashes, as `contoso-chat`. */
  readonly name: string;
  /** A region, as `swedencentral`. */
  readonly location: string;
  /** (`entrim`) */
  readonly profile?: Profile;
  /** (`public`) */
  readonly cloud?: AzureCloudName;
  /** A private range of 65,536 addresses (`10.0.0.0/16`). */
  readonly addressSpace?: string;
  /** Whether people come in by a VPN gateway, which costs money by the hour (`false`). */
  readonly gateway?: boolean;
  /** Whether AI Search asks Azure OpenAI for embeddings by itself (`false`). */
  readonly vectorizer?: boolean;
  /** Model and version that answer (`gpt-4.1`, `2025-04-14`). */
  readonly chatModel?: ModelOptions;
  /** Model and version that embed; needed for a vectorizer (`text-embedding-3-large`, `1`). */
  readonly embeddingModel?: ModelOptions;
  /** Name of the index that the app asks (`documents`). */
  readonly index?: string;
}

/** A model of Azure OpenAI. */
export interface ModelOptions {
  readonly name: string;
  readonly version: string;
}

/** A set-up with all names and ranges decided. */
export interface InfraPlan extends Required<Omit<InfraOptions, "cloud" | "addressSpace">> {
  readonly cloud: AzureCloud;
  readonly addressSpace: string;
  readonly names: {
    readonly openai: string;
    readonly search: string;
    readonly storage: string;
    readonly vnet: string;
    readonly identity: string;
    readonly plan: string;
    readonly webApp: string;
    readonly gateway: string;
  };
  /** Ranges of addresses by the name of the subnet. */
  readonly subnets: {
    readonly endpoints: string;
    readonly web: string;
    readonly GatewaySubnet: string;
  };
}

const members: ReadonlySet<string> = new Set([
  "name",
  "location",
  "profile",
  "cloud",
  "addressSpace",
  "gateway",
  "vectorizer",
  "chatModel",
  "embeddingModel",
  "index",
]);

const word = /^[\w.-]{1,64}$/;

/**
 * Decides what options leave open.
 *
 * @throws TypeError for an option that is none or cannot be.
 */
export function planInfra(options: InfraOptions): InfraPlan {
  const unknown = Object.keys(options).find((member) => !members.has(member));
  if (unknown !== undefined) {
    throw new TypeError(
      `rbac-verifier: infra has no option ${unknown}; use ${[...members].join(", ")}`,
    );
  }
  const {
    name,
    location,
    profile = "entrim",
    cloud = "public",
    addressSpace = "10.0.0.0/16",
    gateway = false,
    vectorizer = false,
    chatModel = { name: "gpt-4.1", version: "2025-04-14" },
    embeddingModel = { name: "text-embedding-3-large", version: "1" },
    index = "documents",
  } = options;
  require("name", /^[a-z](?!.*--)[a-z\d-]{1,15}[a-z\d]$/.test(name), "3 to 17 of a-z, 0-9 and -");
  require("location", /^[a-z\d]{3,40}$/.test(location), "the name of a region, as swedencentral");
  require("profile", ["entrim", "r1", "r2", "r3"].includes(profile), "entrim, r1, r2 or r3");
  for (const [option, { name: model, version }] of Object.entries({ chatModel, embeddingModel })) {
    require(option, word.test(model) && word.test(version), "the name and version of a model");
  }
  // the application that people's VPN clients ask is not confirmed elsewhere
  require("gateway", !gateway || cloud === "public", "off in other clouds than public");
  require("index", /^[a-z\d](?!.*--)[a-z\d-]{0,126}[a-z\d]$/.test(index), "the name of an index");
  const [, network] =
    /^(10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/.exec(addressSpace) ?? [];
  if (network === undefined) {
    throw new TypeError("rbac-verifier: addressSpace must be a private range, as 10.0.0.0/16");
  }
  return {
    name,
    location,
    profile,
    cloud: azureCloud(cloud),
    addressSpace,
    gateway,
    vectorizer,
    chatModel,
    embeddingModel,
    index,
    names: {
      openai: `${name}-openai`,
      search: `${name}-search`,
      storage: `${name.replaceAll("-", "")}docs`,
      vnet: `${name}-vnet`,
      identity: `${name}-identity`,
      plan: `${name}-plan`,
      webApp: name,
      gateway: `${name}-gateway`,
    },
    subnets: {
      endpoints: `${network}.0.0/27`,
      web: `${network}.1.0/26`,
      GatewaySubnet: `${network}.255.0/27`,
    },
  };
}

function require(option: string, isFine: boolean, remedy: string): void {
  if (!isFine) throw new TypeError(`rbac-verifier: ${option} must be ${remedy}`);
}

/** Deployments of models that the set-up has. */
export function deploymentsOf({
  chatModel,
  embeddingModel,
  vectorizer,
  profile,
}: InfraPlan): readonly ModelOptions[] {
  return vectorizer || profile !== "entrim" ? [chatModel, embeddingModel] : [chatModel];
}
