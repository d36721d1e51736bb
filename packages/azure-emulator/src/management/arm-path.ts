import { ManagementError } from "./management-error.ts";

/** What the path of a request names. */
export type ArmPath =
  | {
      readonly kind: "authorization";
      /**
       * Where the roles and so on are asked for: `/`, or the id of a management group, subscription, resource
       * group or resource.
       */
      readonly scope: string;
      /** As in `roleAssignments`. */
      readonly collection: string;
      /** The one that is meant; `undefined` for all. */
      readonly name: string | undefined;
    }
  | {
      readonly kind: "resource";
      /** The id of the one that is meant, or of what the collection lies in. */
      readonly id: string;
      /** As in `Microsoft.Search/searchServices`. */
      readonly type: string;
      readonly isCollection: boolean;
    };

/**
 * Reads a path.
 *
 * @throws ManagementError for a path of no known form.
 */
export function parseArmPath(pathname: string): ArmPath {
  const segments = pathname.split("/").filter(Boolean).map(decode);
  return authorizationPath(segments) ?? resourcePath(segments);
}

function authorizationPath(segments: readonly string[]): ArmPath | undefined {
  const start = segments.findLastIndex(
    (segment, index) =>
      segment.toLowerCase() === "providers" &&
      segments[index + 1]?.toLowerCase() === "microsoft.authorization",
  );
  if (start < 0) return undefined;
  const [collection, name, ...rest] = segments.slice(start + 2);
  if (collection === undefined || rest.length > 0) throw invalidPath(segments);
  return { kind: "authorization", scope: idOf(segments.slice(0, start)), collection, name };
}

function resourcePath(segments: readonly string[]): ArmPath {
  const lower = segments.map((segment) => segment.toLowerCase());
  if (isWithin(lower, "providers/microsoft.management/managementgroups") && segments.length <= 4) {
    const isCollection = segments.length === 3;
    const type = "Microsoft.Management/managementGroups";
    return { kind: "resource", id: isCollection ? "/" : idOf(segments), type, isCollection };
  }
  if (lower[0] !== "subscriptions") throw invalidPath(segments);
  if (lower.at(-1) === "resources" && (segments.length === 3 || segments.length === 5)) {
    const type = "Microsoft.Resources/subscriptions/resources";
    return { kind: "resource", id: idOf(segments.slice(0, -1)), type, isCollection: true };
  }
  const providers = lower.indexOf("providers");
  const base = segments.slice(0, providers < 0 ? segments.length : providers);
  if (base.length > 4 || (base.length > 2 && lower[2] !== "resourcegroups")) {
    throw invalidPath(segments);
  }
  if (providers < 0) {
    return {
      kind: "resource",
      id: idOf(base.slice(0, base.length - (base.length % 2))),
      type:
        base.length > 2
          ? "Microsoft.Resources/subscriptions/resourceGroups"
          : "Microsoft.Resources/subscriptions",
      isCollection: base.length % 2 === 1,
    };
  }
  const [namespace, ...rest] = segments.slice(providers + 1);
  const isCollection = rest.length % 2 === 1;
  // types in a subscription are listed across it, but resources are named in their group only
  const isNamed = base.length === 4 || (base.length === 2 && rest.length === 1);
  if (namespace === undefined || rest.length === 0 || !isNamed) throw invalidPath(segments);
  const parent = rest.length === 1 ? base : segments.slice(0, -1);
  return {
    kind: "resource",
    id: idOf(isCollection ? parent : segments),
    type: [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/"),
    isCollection,
  };
}

function isWithin(segments: readonly string[], path: string): boolean {
  return segments.join("/").startsWith(path);
}

function idOf(segments: readonly string[]): string {
  return `/${segments.join("/")}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function invalidPath(segments: readonly string[]): ManagementError {
  return new ManagementError(
    404,
    "InvalidResourceType",
    `The resource type could not be found for the path '${idOf(segments)}'.`,
  );
}
