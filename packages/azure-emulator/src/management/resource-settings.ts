import { z } from "zod";

const tags = z.record(z.string(), z.string());
const list = z.array(z.record(z.string(), z.unknown()));

const identity = z.strictObject({
  type: z.string().regex(/^(?:None|SystemAssigned|UserAssigned|SystemAssigned, ?UserAssigned)$/i),
  userAssignedIdentities: z
    .record(z.string(), z.record(z.string(), z.unknown()).nullable())
    .nullish(),
  principalId: z.string().optional(),
  tenantId: z.string().optional(),
});

/** A word that is compared without regard to case, and kept as Azure writes it. */
const word = (...words: readonly string[]) =>
  z.string().transform((text, context) => {
    const found = words.find((one) => one.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    context.addIssue(`one of ${words.join(", ")} is wanted`);
    return z.NEVER;
  });

const bypass = z.string();
const failureMode = word("http401WithBearerChallenge", "http403");

/** What can be changed of a resource: each member of `properties` by itself. */
const settingsOf: Readonly<Record<string, z.ZodObject>> = {
  "microsoft.search/searchservices": z.strictObject({
    authOptions: z
      .union([
        z.strictObject({ apiKeyOnly: z.strictObject({}) }),
        z.strictObject({
          aadOrApiKey: z.strictObject({ aadAuthFailureMode: failureMode.optional() }),
        }),
      ])
      .nullish(),
    disableLocalAuth: z.boolean().nullish(),
    networkRuleSet: z
      .strictObject({ ipRules: list.optional(), bypass: word("None", "AzureServices").optional() })
      .nullish(),
    publicNetworkAccess: word("enabled", "disabled").optional(),
    semanticSearch: word("disabled", "free", "standard").nullish(),
  }),
  "microsoft.cognitiveservices/accounts": z.strictObject({
    allowedFqdnList: z.array(z.string()).nullish(),
    disableLocalAuth: z.boolean().nullish(),
    networkAcls: z
      .strictObject({
        bypass: word("None", "AzureServices").optional(),
        defaultAction: word("Allow", "Deny").optional(),
        ipRules: list.optional(),
        virtualNetworkRules: list.optional(),
      })
      .nullish(),
    publicNetworkAccess: word("Enabled", "Disabled").optional(),
    restrictOutboundNetworkAccess: z.boolean().nullish(),
  }),
  "microsoft.storage/storageaccounts": z.strictObject({
    allowBlobPublicAccess: z.boolean().nullish(),
    allowSharedKeyAccess: z.boolean().nullish(),
    defaultToOAuthAuthentication: z.boolean().nullish(),
    minimumTlsVersion: word("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3").optional(),
    networkAcls: z
      .strictObject({
        bypass: bypass.optional(),
        defaultAction: word("Allow", "Deny"),
        ipRules: list.optional(),
        virtualNetworkRules: list.optional(),
        resourceAccessRules: list.optional(),
      })
      .nullish(),
    publicNetworkAccess: word("Enabled", "Disabled", "SecuredByPerimeter").optional(),
    supportsHttpsTrafficOnly: z.boolean().optional(),
  }),
};

/** What a PATCH of a resource of that type may hold. Those of the seed's own take any property. */
export function changeSchemaOf(type: string): z.ZodType<ResourceChange> {
  const properties: z.ZodType<Readonly<Record<string, unknown>>> =
    settingsOf[type.toLowerCase()] ?? z.record(z.string(), z.unknown());
  return z.strictObject({
    identity: identity.optional(),
    tags: tags.optional(),
    properties: properties.optional(),
  });
}

/** What is to be changed of a resource. */
export interface ResourceChange {
  readonly identity?: WantedIdentity | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}

/** Which identities a resource is to have. */
export interface WantedIdentity {
  /** As in `SystemAssigned, UserAssigned`, in any case. */
  readonly type: string;
  /** By their ids; `null` takes one away. */
  readonly userAssignedIdentities?:
    | Readonly<Record<string, Readonly<Record<string, unknown>> | null>>
    | null
    | undefined;
}
