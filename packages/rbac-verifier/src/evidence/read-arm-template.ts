import { nameUuid } from "../name-uuid.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import type { EvidenceCollector } from "./collect-evidence.ts";
import { evaluateTemplate, idOf, scopeIdOf, type TemplateScope } from "./evaluate-template.ts";
import { plannedSubscription, withPlannedIdentity } from "./planned-resource.ts";
import { textAt, valueAt, type Json } from "./read-path.ts";

/** More copies than Azure makes of a resource are no template. */
const maxCopies = 800;
/** Deployments in deployments; Azure allows fewer. */
const maxDepth = 8;

/** Whether JSON is a template of Resource Manager, as Bicep compiles to and the portal exports. */
export function isArmTemplate(json: Json): boolean {
  return (
    (textAt(json, "$schema") ?? "").toLowerCase().includes("deploymenttemplate.json") &&
    typeof valueAt(json, "resources") === "object"
  );
}

/**
 * Puts what a template makes into evidence: resources in a list or by symbolic name, children in their parents,
 * templates in deployments, copies. Values of parameters are their defaults. What the template does not tell, as
 * the address of an endpoint, is unknown.
 *
 * @throws RbacVerifierError `INVALID_EVIDENCE` when nothing can be read of it.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
 */
export function readArmTemplate(name: string, json: Json, collector: EvidenceCollector): void {
  const scope = { subscriptionId: plannedSubscription, resourceGroup: "planned" };
  const count = readTemplate(json, valueAt(json, "parameters"), scope, collector, 0);
  if (count > 0) return;
  throw new RbacVerifierError(
    "INVALID_EVIDENCE",
    `rbac-verifier: ${name} is a template that makes no resource of Azure; export it with its resources`,
  );
}

type Place = Pick<TemplateScope, "subscriptionId" | "resourceGroup">;

/** A resource as the template declares it, with its full type and name. */
interface Declaration {
  readonly row: Json;
  readonly symbol: string | undefined;
  readonly parent: { readonly type: string; readonly name: string } | undefined;
}

/** A template that was opened: what its expressions may name, and what it declares. */
interface OpenTemplate {
  readonly scope: TemplateScope;
  readonly declarations: readonly Declaration[];
  readonly outputs: Json;
}

function openTemplate(template: Json, parameters: Json, place: Place, depth: number): OpenTemplate {
  const symbols = new Map<string, string>();
  const deployments = new Map<string, Json>();
  const open = new Map<string, Json>();
  const scope: TemplateScope = {
    ...place,
    parameters,
    variables: valueAt(template, "variables"),
    symbols,
    outputsOf(name) {
      const row = deployments.get(name);
      if (row === undefined || depth > maxDepth) return undefined;
      // taken away first: outputs that need each other end here
      deployments.delete(name);
      if (!open.has(name)) {
        const inner = openTemplate(...innerScope(row, scope), depth + 1);
        open.set(name, inner.outputs);
      }
      deployments.set(name, row);
      return open.get(name);
    },
  };
  const declarations = declarationsOf(valueAt(template, "resources"), undefined, scope, 0);
  for (const declaration of declarations) {
    const { symbol, row } = declaration;
    const name = fullNameOf(declaration, scope)?.name;
    if (isDeployment(row) && name !== undefined) deployments.set(name.toLowerCase(), row);
    if (symbol === undefined) continue;
    const id = idOfDeclaration(declaration, scope);
    if (id !== undefined) symbols.set(symbol.toLowerCase(), id);
  }
  return {
    scope,
    declarations,
    get outputs() {
      return evaluateTemplate(valueAt(template, "outputs"), scope);
    },
  };
}

function readTemplate(
  template: Json,
  parameters: Json,
  place: Place,
  collector: EvidenceCollector,
  depth: number,
): number {
  if (depth > maxDepth) return 0;
  const { scope, declarations } = openTemplate(template, parameters, place, depth);
  return declarations.reduce(
    (count, declaration) => count + readDeclaration(declaration, scope, collector, depth),
    0,
  );
}

function declarationsOf(
  list: Json,
  parent: Declaration["parent"],
  scope: TemplateScope,
  depth: number,
): readonly Declaration[] {
  if (typeof list !== "object" || list === null || depth > maxDepth) return [];
  return Object.entries(list).flatMap(([key, row]: [string, Json]): readonly Declaration[] => {
    const declaration = { row, parent, symbol: Array.isArray(list) ? undefined : key };
    const own = fullNameOf(declaration, scope);
    const inside = valueAt(row, "resources");
    return own === undefined || inside === undefined
      ? [declaration]
      : [[declaration], declarationsOf(inside, own, scope, depth + 1)].flat();
  });
}

/** A child in its parent says only the end of its type and its name. */
function fullNameOf(
  { row, parent }: Declaration,
  scope: TemplateScope,
): { readonly type: string; readonly name: string } | undefined {
  const type = textAt(row, "type");
  const given = evaluateTemplate(valueAt(row, "name"), scope);
  // the name of an assignment says nothing, and is often made of what is not known
  const name = given === undefined && isRoleAssignment(type) ? nameOfBody(row, scope) : given;
  if (type === undefined || typeof name !== "string") return undefined;
  const isRelative = parent !== undefined && !type.toLowerCase().startsWith("microsoft.");
  return isRelative
    ? { type: `${parent.type}/${type}`, name: `${parent.name}/${name}` }
    : { type, name };
}

/** Type, names and what it stands on. */
function placeOf(
  declaration: Declaration,
  scope: TemplateScope,
): readonly [type: string, names: readonly string[], on: string] | undefined {
  const full = fullNameOf(declaration, scope);
  if (full === undefined) return undefined;
  const place = { ...scope, ...placeIn(declaration.row, scope) };
  const given = valueAt(declaration.row, "scope");
  const on = evaluateTemplate(given, scope);
  // not known is not the resource group
  return given !== undefined && on === undefined ? undefined : extensionOf(full, on, place);
}

function idOfDeclaration(declaration: Declaration, scope: TemplateScope): string | undefined {
  const found = placeOf(declaration, scope);
  if (found === undefined) return undefined;
  const [type, names, on] = found;
  return idOf(on, type, names);
}

function resourceOf(declaration: Declaration, scope: TemplateScope): Json {
  const found = placeOf(declaration, scope);
  if (found === undefined) return undefined;
  const [type, names, on] = found;
  const body = evaluateTemplate(
    { ...(declaration.row as object), resources: undefined, copy: undefined },
    scope,
  );
  return withPlannedIdentity({
    ...(body as object),
    id: idOf(on, type, names),
    type,
    name: names.at(-1) ?? "",
    ...(isExtension(type) ? { properties: propertiesOn(body, on) } : {}),
  });
}

/** Types that say on what they stand by their scope. */
function isExtension(type: string): boolean {
  return /^microsoft\.authorization\/(?:role|deny|policy)assignments$/i.test(type);
}

function propertiesOn(body: Json, scope: string): Json {
  return { ...(valueAt(body, "properties") as object | undefined), scope };
}

/** What stands on another resource says so by its scope, or by `providers` in its type. */
function extensionOf(
  { type, name }: { readonly type: string; readonly name: string },
  scope: Json,
  place: TemplateScope,
): readonly [type: string, names: readonly string[], on: string] {
  const names = name.split("/");
  const group = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}`;
  const [outer, inner] = type.split(/\/providers\//i);
  if (outer !== undefined && inner !== undefined) {
    const count = outer.split("/").length - 1;
    const rest = names.slice(count);
    // the name of the provider stands in both
    const [provider = ""] = rest;
    const full = inner.includes("/") ? inner : `${provider}/${inner}`;
    const own = rest[0]?.includes(".") === true ? rest.slice(1) : rest;
    return [full, own, idOf(group, outer, names.slice(0, count))];
  }
  return [type, names, typeof scope === "string" ? scopeIdOf(scope, place) : group];
}

function readDeclaration(
  declaration: Declaration,
  scope: TemplateScope,
  collector: EvidenceCollector,
  depth: number,
): number {
  const { row } = declaration;
  const condition = evaluateTemplate(valueAt(row, "condition"), scope);
  if (valueAt(row, "existing") === true || condition === false) return 0;
  if (valueAt(row, "condition") !== undefined && condition === undefined) {
    // it may be a role assignment, or bring some
    collector.addOpenAssignment(
      "a resource of a template depends on a condition that is not known",
    );
    return 0;
  }
  const count = evaluateTemplate(valueAt(row, "copy.count"), scope);
  const copies = valueAt(row, "copy") === undefined ? 1 : typeof count === "number" ? count : 0;
  let read = 0;
  for (let index = 0; index < Math.min(copies, maxCopies); index++) {
    const own = copies === 1 ? scope : { ...scope, copyIndex: index };
    if (isDeployment(row)) {
      read += readTemplate(...innerScope(row, own), collector, depth + 1);
    } else if (add(declaration, own, collector)) read++;
  }
  return read;
}

function isDeployment(row: Json): boolean {
  return textAt(row, "type")?.toLowerCase() === "microsoft.resources/deployments";
}

function add(
  declaration: Declaration,
  scope: TemplateScope,
  collector: EvidenceCollector,
): boolean {
  const resource = resourceOf(declaration, scope);
  const type = textAt(declaration.row, "type") ?? "";
  if (/roleassignments$/i.test(type) && textAt(resource, "properties.principalId") === undefined) {
    collector.addOpenAssignment(
      "for whom or on what a role assignment of a template is, is not known",
    );
    return true;
  }
  return collector.add(resource);
}

function isRoleAssignment(type: string | undefined): boolean {
  return type?.toLowerCase() === "microsoft.authorization/roleassignments";
}

function nameOfBody(row: Json, scope: TemplateScope): string {
  return nameUuid(JSON.stringify(evaluateTemplate(valueAt(row, "properties"), scope) ?? ""));
}

/** A template within a deployment, its parameters and where it is deployed to. */
function innerScope(
  row: Json,
  scope: TemplateScope,
): readonly [template: Json, parameters: Json, place: Place] {
  const template = valueAt(row, "properties.template");
  const given = evaluateTemplate(valueAt(row, "properties.parameters"), scope);
  const declared = valueAt(template, "parameters");
  const names = new Set([...Object.keys(declared ?? {}), ...Object.keys(given ?? {})]);
  const parameters = Object.fromEntries(
    [...names].map((name) => [name, valueAt(given, name) ?? valueAt(declared, name)]),
  );
  const isOwn = names.size > 0;
  return [template, isOwn ? parameters : scope.parameters, placeIn(row, scope)];
}

/** The group and the subscription that a declaration names, or those around it. */
function placeIn(row: Json, scope: TemplateScope): Place {
  return {
    subscriptionId:
      asText(evaluateTemplate(valueAt(row, "subscriptionId"), scope)) ?? scope.subscriptionId,
    resourceGroup:
      asText(evaluateTemplate(valueAt(row, "resourceGroup"), scope)) ?? scope.resourceGroup,
  };
}

function asText(value: Json): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
