export { createChangeNotificationHandler } from "./change-notification-handler.ts";
export { GroupMembershipError, isGroupMembershipError } from "./group-membership-error.ts";
export { createGroupResolver } from "./group-resolver.ts";
export { createGroupSubscription } from "./group-subscription.ts";
export { createMemoryGroupCache } from "./memory-group-cache.ts";

export type { ChangeNotificationHandlerOptions } from "./change-notification-handler.ts";
export type { CachedGroups, GroupCache } from "./group-cache.ts";
export type { GroupCaller } from "./group-caller.ts";
export type {
  GroupMembershipErrorCode,
  GroupMembershipErrorOptions,
} from "./group-membership-error.ts";
export type { GroupResolverOptions } from "./group-resolver-options.ts";
export type { GroupResolver, ResolveOptions } from "./group-resolver.ts";
export type { GroupSet } from "./group-set.ts";
export type { GroupSubscription, GroupSubscriptionOptions } from "./group-subscription.ts";
export type { MemoryGroupCacheOptions } from "./memory-group-cache.ts";
