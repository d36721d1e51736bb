import type { AccessDecision, AccessQuestion, NeededActions } from "../access/access-evaluator.ts";
import type { Severity } from "../finding.ts";
import { nameOf } from "../evidence/resource-id.ts";
import type { PrincipalTarget } from "../evidence/targets.ts";
import type { Step } from "../step.ts";
import { edges } from "./edges.ts";
import type { Profile, Stage } from "./rule.ts";
import { principalOf, type Scene } from "./scene.ts";

/** Who needs access. `app` is the identity that the app runs as. */
type Party =
  | "openai"
  | "search"
  | "webApp"
  | "project"
  | "app"
  | "developer"
  | "caller"
  | "administrator";

/** One party needing something of a resource. */
export interface Edge {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly why: string;
  readonly from: Party;
  /** Ids of resources; none when the set-up has no such thing. */
  readonly to: (scene: Scene) => readonly string[];
  readonly needs: (scene: Scene) => NeededActions;
  /** The role to assign: what the documentation names, or the least that does. */
  readonly role: (scene: Scene) => { readonly id: string; readonly name: string };
  readonly severity: Severity | ((scene: Scene) => Severity);
  readonly blocks: readonly Step[];
  readonly profiles: readonly Profile[];
  readonly stages?: readonly Stage[];
  readonly children?: (scene: Scene) => readonly string[];
  readonly applies?: (scene: Scene) => boolean;
}

/** An edge with its ends, and whether it holds. */
export interface EdgeResult {
  readonly edge: Edge;
  readonly from: string;
  readonly principalId: string | undefined;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
  readonly question: AccessQuestion | undefined;
  readonly resourceId: string;
  /** Undefined when it is not known who the principal is. */
  readonly decision: AccessDecision | undefined;
}

/** Finds both ends of all edges of the profile and decides them. */
export function resolveEdges(scene: Scene): readonly EdgeResult[] {
  return edges
    .filter(
      ({ profiles, stages, applies }) =>
        profiles.includes(scene.profile) &&
        (stages === undefined || stages.includes(scene.stage)) &&
        applies?.(scene) !== false,
    )
    .flatMap((edge) =>
      partiesOf(edge.from, scene).flatMap(({ name, principalId, type }) =>
        edge.to(scene).map((resourceId): EdgeResult => {
          const question =
            principalId === undefined
              ? undefined
              : questionOf(edge, { principalId, resourceId }, scene);
          return {
            edge,
            from: name,
            principalId,
            principalType: type,
            question,
            resourceId,
            decision: question && scene.access.decide(question),
          };
        }),
      ),
    );
}

/** What an edge asks of somebody on a resource. */
export function questionOf(
  edge: Edge,
  ends: Pick<AccessQuestion, "principalId" | "resourceId">,
  scene: Scene,
): AccessQuestion {
  return {
    ...ends,
    attributes: attributesOf(edge, scene),
    ...(edge.children === undefined ? {} : { children: edge.children(scene) }),
    ...edge.needs(scene),
  };
}

interface PartyMember {
  readonly name: string;
  readonly principalId: string | undefined;
  readonly type: "User" | "Group" | "ServicePrincipal";
}

function peopleOf(kind: string, people: readonly PrincipalTarget[] = []): readonly PartyMember[] {
  return people.map(({ objectId, type = "User" }) => ({
    name: `${kind} ${objectId}`,
    principalId: objectId,
    type,
  }));
}

function partiesOf(party: Party, scene: Scene): readonly PartyMember[] {
  const { targets } = scene.evidence;
  switch (party) {
    case "developer":
      return peopleOf(party, targets.developers);
    case "caller":
      return peopleOf(party, targets.callers);
    case "administrator":
      return peopleOf(party, targets.administrators);
    case "app":
    case "openai":
    case "search":
    case "webApp":
    case "project": {
      const target = party === "app" ? appTarget(scene) : party;
      const id = target && scene.idOf(target);
      if (target === undefined || id === undefined) return [];
      return [
        {
          name: nameOf(id),
          principalId: principalOf(scene.resourceOf(target)),
          type: "ServicePrincipal",
        },
      ];
    }
  }
}

/** Which target the app runs as. */
export function appTarget(scene: Scene): "identity" | "webApp" | undefined {
  if (scene.idOf("identity") !== undefined) return "identity";
  return scene.idOf("webApp") === undefined ? undefined : "webApp";
}

function attributesOf(edge: Edge, scene: Scene): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  const { containers } = scene.evidence.targets;
  if (containers !== undefined) {
    attributes.set(
      "@resource[microsoft.storage/storageaccounts/blobservices/containers:name]",
      containers,
    );
  }
  if (edge.from === "administrator" || edge.id === "R25") {
    attributes.set("@request[microsoft.authorization/roleassignments:roledefinitionid]", [
      ...new Set(
        edges
          .filter(
            ({ profiles, from }) => profiles.includes(scene.profile) && from !== "administrator",
          )
          .map(({ role }) => role(scene).id),
      ),
    ]);
  }
  return attributes;
}
