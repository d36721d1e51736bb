import { RbacVerifierError } from "../rbac-verifier-error.ts";
import { textAt } from "./read-path.ts";
import type { Targets } from "./targets.ts";
import { foreign } from "./to-arm-resource.ts";

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const flags: ReadonlySet<string> = new Set(["vectorizer", "semantic"]);
const resources: ReadonlySet<string> = new Set([
  "openai",
  "search",
  "storage",
  "vnet",
  "webApp",
  "identity",
  "project",
  "gateway",
]);
const names: ReadonlySet<string> = new Set([
  "applicationId",
  "index",
  "groupField",
  "chatDeployment",
  "embeddingDeployment",
  "openaiEndpoint",
]);
const people: ReadonlySet<string> = new Set(["developers", "callers", "administrators"]);

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !foreign.test(value);
}

/**
 * Targets as they are, when each is an id or a name of Azure's. They come from files as well; requests and the
 * commands of fixes are made of them.
 *
 * @throws RbacVerifierError `INVALID_EVIDENCE`.
 */
export function requireTargets(named: Partial<Targets>): Partial<Targets> {
  for (const [name, value] of Object.entries(named) as [string, unknown][]) {
    if (value === undefined) continue;
    const isFine = flags.has(name)
      ? typeof value === "boolean"
      : people.has(name)
        ? Array.isArray(value) &&
          value.every((one: unknown) => guid.test(textAt(one, "objectId") ?? ""))
        : name === "containers"
          ? Array.isArray(value) && value.every(isName)
          : isName(value) && (names.has(name) || (resources.has(name) && value.startsWith("/")));
    if (
      ![flags, resources, names, people].some((known) => known.has(name)) &&
      name !== "containers"
    ) {
      throw new RbacVerifierError(
        "INVALID_EVIDENCE",
        `rbac-verifier: there is no target ${/^\w{1,64}$/.test(name) ? name : "of that name"}; use ${[...resources, ...names, ...people, "containers", ...flags].join(", ")}`,
      );
    }
    if (!isFine) {
      throw new RbacVerifierError(
        "INVALID_EVIDENCE",
        `rbac-verifier: targets.${name} is no id or name of Azure's`,
      );
    }
  }
  return named;
}
