import { setTimeout } from "node:timers/promises";
import { isSameId } from "../evidence/resource-id.ts";
import { valueAt, type Json } from "../evidence/read-path.ts";
import {
  type AzureClientOptions,
  azureClientOptions,
  createAzureClient,
  type AzureAnswer,
  type AzureClient,
} from "../live/azure-client.ts";
import { errorCodeOf } from "../live/azure-error.ts";
import { requireKnownOptions } from "../require-known-options.ts";
import { requireChanged } from "./require-changed.ts";
import type { Change, Fix } from "./fix.ts";
import type { FixPlan } from "./plan-fixes.ts";
import { roleAssignmentName } from "./role-assignment-name.ts";
import { requireOwnRights } from "./own-rights.ts";
import { nest } from "./setting-fix.ts";
import type { UndoStep } from "./undo-fixes.ts";

/** What became of a step. */
export interface AppliedFix {
  readonly fix: Fix;
  /** `already`: there was nothing to do; `manual`: only people can do it. */
  readonly outcome: "applied" | "already" | "manual";
  /** How to take it back; only for what was applied. */
  readonly undo?: UndoStep;
}

/** How to apply a plan. */
export interface ApplyOptions extends AzureClientOptions {
  /** Told of each step that was made, before the next one (nobody). */
  readonly onStep?: (step: AppliedFix) => void;
  /** Waits for an identity that was just made (a timer). */
  readonly delay?: (delayInMs: number) => Promise<void>;
}

/**
 * Makes the changes of a plan, one after another, and stops at the first that Azure refuses. What is so already
 * is left alone, so that a second run changes nothing. It adds and sets; it removes nothing that it did not make.
 *
 * @throws RbacVerifierError `FIX_REFUSED` when Azure refuses; `onStep` has heard of what was made until then. Also
 * before anything is changed, when whoever applies it may not make all of it.
 * @throws TypeError for an option that is none.
 */
export async function applyFixes(
  plan: FixPlan,
  given: ApplyOptions,
): Promise<readonly AppliedFix[]> {
  requireKnownOptions("applyFixes", given, { ...azureClientOptions, onStep: true, delay: true });
  const { onStep, delay = setTimeout, ...options } = given;
  const arm = createAzureClient("resourceManager", options);
  await requireOwnRights(plan, arm);
  const applied: AppliedFix[] = [];
  for (const fix of plan.steps) {
    // one after another: a role needs the identity before it
    // oxlint-disable-next-line no-await-in-loop
    const step = await applyFix(fix, { plan: plan.steps, arm, delay });
    applied.push(step);
    onStep?.(step);
  }
  return applied;
}

/** What a change is made with. */
interface Hands {
  readonly plan: readonly Fix[];
  readonly arm: AzureClient;
  readonly delay: (delayInMs: number) => Promise<void>;
}

function applyFix(fix: Fix, hands: Hands): Promise<AppliedFix> {
  const { change } = fix;
  if (change === undefined) return Promise.resolve({ fix, outcome: "manual" });
  return change.kind === "roleAssignment"
    ? assignRole(fix, change, hands)
    : changeSetting(fix, change, hands);
}

/** How long Entra takes to know an identity that was just made; then it has gone wrong. */
const principalDelaysInMs = [2_000, 4_000, 8_000, 16_000, 30_000];

async function assignRole(
  fix: Fix,
  change: Extract<Change, { kind: "roleAssignment" }>,
  { arm, delay }: Hands,
): Promise<AppliedFix> {
  let answer = await putAssignment(change, 0, arm);
  for (const delayInMs of principalDelaysInMs) {
    if (errorCodeOf(answer.answer) !== "PrincipalNotFound") break;
    // oxlint-disable-next-line no-await-in-loop -- until Entra knows the principal
    await delay(delayInMs);
    // oxlint-disable-next-line no-await-in-loop
    answer = await putAssignment(change, 0, arm);
  }
  // an assignment of a former identity has the name
  if (errorCodeOf(answer.answer) === "RoleAssignmentUpdateNotPermitted") {
    answer = await putAssignment(change, 1, arm);
  }
  if (answer.answer.status === 200 || errorCodeOf(answer.answer) === "RoleAssignmentExists") {
    return { fix, outcome: "already" };
  }
  requireChanged(answer.answer);
  return { fix, outcome: "applied", undo: { method: "DELETE", path: answer.path } };
}

async function putAssignment(
  { scope, roleId, principalId, principalType }: Extract<Change, { kind: "roleAssignment" }>,
  attempt: number,
  arm: AzureClient,
): Promise<{ readonly path: string; readonly answer: AzureAnswer }> {
  const name = roleAssignmentName({ scope, roleId, principalId }, attempt);
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
  const subscription = scope.split("/").slice(0, 3).join("/");
  const answer = await arm.send("PUT", path, {
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      principalType,
    },
  });
  return { path, answer };
}

async function changeSetting(
  fix: Fix,
  { resourceId, apiVersion, path, value, clears = [] }: Extract<Change, { kind: "setting" }>,
  { arm, plan }: Hands,
): Promise<AppliedFix> {
  const url = `${resourceId}?api-version=${apiVersion}`;
  const current = await arm.get(url);
  const before = valueAt(current, path);
  if (
    isSame(before, value) ||
    plan.some((other) => isOvertaken(path, resourceId, other, current))
  ) {
    return { fix, outcome: "already" };
  }
  const cleared = clears.filter((name) => valueAt(current, `properties.${name}`) !== undefined);
  const answer = await arm.send(
    "PATCH",
    url,
    withProperties(patchOf(current, path, value), cleared, () => null),
  );
  requireChanged(answer);
  // an identity that was not there is called so
  const back = patchOf(current, path, before ?? (path === "identity.type" ? "None" : null));
  return {
    fix,
    outcome: "applied",
    undo: {
      method: "PATCH",
      path: url,
      body: withProperties(back, cleared, (name) => valueAt(current, `properties.${name}`)),
    },
  };
}

/** Whether another step of the plan was made already, beside which the setting cannot stand. */
function isOvertaken(path: string, resourceId: string, { change }: Fix, current: Json): boolean {
  if (change?.kind !== "setting" || !isSameId(change.resourceId, resourceId)) return false;
  const [, member = ""] = path.split(".");
  return (
    change.clears?.includes(member) === true && isSame(valueAt(current, change.path), change.value)
  );
}

function withProperties(
  body: unknown,
  names: readonly string[],
  valueOf: (name: string) => unknown,
): unknown {
  if (names.length === 0) return body;
  const properties = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
  return {
    ...(body as object),
    properties: { ...(valueAt(body, "properties") as object | undefined), ...properties },
  };
}

/** The branch that holds the setting goes along whole: Azure replaces it as one, with the rules in it. */
function patchOf(current: Json, path: string, value: unknown): unknown {
  const names = path.split(".");
  const branch = names.slice(0, 2);
  const [last, ...deeper] = names.slice(2);
  if (last === undefined) return nest(path, value);
  const existing = valueAt(current, branch.join("."));
  return nest(branch.join("."), {
    ...(typeof existing === "object" && existing !== null ? existing : {}),
    [last]: deeper.length === 0 ? value : nest(deeper.join("."), value),
  });
}

function isSame(left: unknown, right: unknown): boolean {
  return typeof left === "string" && typeof right === "string"
    ? left.toLowerCase() === right.toLowerCase()
    : JSON.stringify(left) === JSON.stringify(right);
}
