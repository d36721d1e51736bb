import type { AzureCloudName } from "@entrim/azure-clouds";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import { requireKnownOptions } from "../require-known-options.ts";
import { isArmTemplate, readArmTemplate } from "./read-arm-template.ts";
import { createEvidenceCollector, type EvidenceCollector } from "./collect-evidence.ts";
import { decodeJson } from "./decode-json.ts";
import { type Evidence, type EvidenceClass, evidenceClasses, type HostProbe } from "./evidence.ts";
import { listAt, textAt, textsAt, valueAt, type Json } from "./read-path.ts";
import type { Targets } from "./targets.ts";
import { isTerraform, readTerraform } from "./read-terraform.ts";

/** A file that was read by whoever calls. */
export interface EvidenceFile {
  /** Its name, for findings and errors. */
  readonly name: string;
  /** Its text, its bytes, or JSON that is parsed already. */
  readonly content: unknown;
}

/** What the files do not say themselves. */
export interface SnapshotOptions {
  /** Go before those of the files. Kinds of which there is only one resource need not be named. */
  readonly targets?: Partial<Targets>;
  /**
   * Kinds of evidence of which the files hold everything, as `roleAssignments:inherited` when they were
   * listed with `--include-inherited` (what a snapshot says itself, else none).
   */
  readonly complete?: readonly EvidenceClass[];
}

const clouds = {
  azurepublic: "public",
  azurecloud: "public",
  public: "public",
  azureusgovernment: "usgov",
  usgov: "usgov",
  azurechinacloud: "china",
  azurechina: "china",
  china: "china",
} as const;

/**
 * Evidence from files: snapshots of this tool, answers of Resource Manager, output of `az … -o json`, rows of
 * Resource Graph, templates of Resource Manager, plans, states and configurations of Terraform as JSON; several
 * together make one body of evidence.
 *
 * @throws RbacVerifierError `INVALID_EVIDENCE` for a file that is none of these, `TARGET_MISSING` and
 * `TARGET_AMBIGUOUS` when it is not clear which resources make the set-up.
 * @throws TypeError for an option or a kind of evidence that is none.
 */
export function readSnapshot(
  files: readonly EvidenceFile[],
  options: SnapshotOptions = {},
): Evidence {
  requireKnownOptions("readSnapshot", options, { targets: true, complete: true });
  const { targets = {}, complete = [] } = options;
  const strange = complete.find((kind) => !evidenceClasses.includes(kind));
  if (strange !== undefined) {
    throw new TypeError(
      `rbac-verifier: there is no kind of evidence ${strange}; use ${evidenceClasses.join(", ")}`,
    );
  }
  const collector = createEvidenceCollector();
  const named: Partial<Targets> = {};
  const head: SnapshotHead = {};
  for (const { name, content } of files) {
    const json =
      typeof content === "string" || content instanceof Uint8Array
        ? decodeJson(name, content)
        : content;
    if (isTerraform(json)) {
      readTerraform(name, json, collector);
      continue;
    }
    if (isArmTemplate(json)) {
      readArmTemplate(name, json, collector);
      continue;
    }
    const given = valueAt(json, "targets");
    if (typeof given === "object" && given !== null) Object.assign(named, given);
    // a resource may be of another tenant than the set-up
    if (textAt(json, "id") === undefined) readHead(json, head);
    if (valueAt(json, "resources") !== undefined && valueAt(json, "evidence") !== undefined) {
      readOwnFormat(json, collector);
    } else if (addRows(name, json, collector) === 0) {
      throw new RbacVerifierError(
        "INVALID_EVIDENCE",
        `rbac-verifier: ${name} holds no resource of Azure that can be read; give a snapshot, the output of az with -o json, rows of Resource Graph, or terraform show -json`,
      );
    }
  }
  for (const kind of complete) {
    collector.markComplete(kind);
    // whoever says so of files without any says that there is none
    if (kind === "denyAssignments") collector.markRead("denyAssignments");
    if (kind === "pim") collector.markRead("eligibleAssignments");
  }
  return collector.finish({
    ...head,
    source: files.map(({ name }) => name).join(", "),
    targets: { ...named, ...targets },
  });
}

/** What a file says of all that is in it. */
interface SnapshotHead {
  tenantId?: string;
  capturedAt?: string;
  cloud?: AzureCloudName;
}

function readHead(json: Json, head: SnapshotHead): void {
  const cloud = textAt(json, "cloud")?.toLowerCase();
  if (cloud !== undefined && Object.hasOwn(clouds, cloud)) {
    head.cloud = clouds[cloud as keyof typeof clouds];
  }
  const tenantId = textAt(json, "tenantId");
  if (tenantId !== undefined) head.tenantId = tenantId;
  const capturedAt = textAt(json, "capturedAt");
  if (capturedAt !== undefined) head.capturedAt = capturedAt;
}

/** Rows wherever the tools put them: one, a list, `value` of Resource Manager, `data` of Resource Graph. */
function addRows(name: string, json: Json, collector: EvidenceCollector): number {
  const rows = Array.isArray(json)
    ? json
    : [valueAt(json, "value"), valueAt(json, "data")].find(Array.isArray);
  if (typeof valueAt(json, "nextLink") === "string" || valueAt(json, "$skipToken") !== undefined) {
    collector.addCutOff(name);
  }
  if (rows === undefined) return collector.add(json) ? 1 : 0;
  // an empty list is an answer too, though nobody can say to what
  return rows.length === 0 ? 1 : rows.filter((row) => collector.add(row)).length;
}

function readOwnFormat(json: Json, collector: EvidenceCollector): void {
  for (const row of listAt(json, "resources")) collector.add(row);
  for (const [account, rows] of entriesAt(json, "deployments")) {
    for (const row of Array.isArray(rows) ? rows : []) {
      const name = textAt(row, "name") ?? "";
      collector.add({
        id: `${account}/deployments/${name}`,
        type: "Microsoft.CognitiveServices/accounts/deployments",
        ...(row as object),
      });
    }
  }
  if (Array.isArray(valueAt(json, "privateDns"))) collector.markRead("dnsZones");
  for (const entry of listAt(json, "privateDns")) {
    collector.add(valueAt(entry, "zone"));
    const zoneId = textAt(entry, "zone.id") ?? "";
    if (Array.isArray(valueAt(entry, "virtualNetworkLinks"))) {
      collector.markZoneRead(zoneId, "links");
    }
    if (Array.isArray(valueAt(entry, "recordSets"))) collector.markZoneRead(zoneId, "records");
    for (const row of listAt(entry, "virtualNetworkLinks")) {
      collector.add({
        type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        ...(row as object),
      });
    }
    for (const row of listAt(entry, "recordSets")) collector.add(row);
  }
  for (const list of ["roleAssignments", "denyAssignments"] as const) {
    if (Array.isArray(valueAt(json, list))) collector.markRead(list);
    for (const row of listAt(json, list)) {
      collector.add({ type: `Microsoft.Authorization/${list}`, ...(row as object) });
    }
  }
  for (const row of listAt(json, "roleDefinitions")) {
    collector.add({
      ...(row as object),
      type: "Microsoft.Authorization/roleDefinitions",
      id: textAt(row, "id") ?? textAt(row, "name"),
    });
  }
  if (Array.isArray(valueAt(json, "eligibleAssignments"))) {
    collector.markRead("eligibleAssignments");
  }
  for (const row of listAt(json, "eligibleAssignments")) collector.addEligible(row);
  for (const [id, groups] of entriesAt(json, "groupMembership")) {
    collector.addGroups(id, Array.isArray(groups) ? groups.filter(isText) : []);
  }
  for (const [id, groups] of entriesAt(json, "managementGroups")) {
    collector.addManagementGroups(id, Array.isArray(groups) ? groups.filter(isText) : []);
  }
  for (const id of textsAt(json, "deletedPrincipals")) collector.addDeletedPrincipal(id);
  const application = valueAt(json, "entra.application");
  const graphAppRoles = valueAt(json, "entra.graphAppRoles");
  collector.addEntra({
    ...(application === undefined ? {} : { application }),
    ...(Array.isArray(graphAppRoles)
      ? {
          graphAppRoles: graphAppRoles.map((row) => ({
            principalId: textAt(row, "principalId") ?? "",
            appRoleId: textAt(row, "appRoleId") ?? "",
          })),
        }
      : {}),
  });
  const client = valueAt(json, "client");
  if (client !== undefined) collector.addClient(client);
  for (const kind of textsAt(json, "evidence.complete")) {
    collector.markComplete(kind as EvidenceClass);
  }
  for (const what of textsAt(json, "evidence.missing")) collector.addMissing(what);
  for (const name of textsAt(json, "evidence.cutOff")) collector.addCutOff(name);
  if (Array.isArray(valueAt(json, "probes"))) collector.addProbes(readProbes(json));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function entriesAt(json: Json, path: string): readonly (readonly [string, Json])[] {
  const found = valueAt(json, path);
  return typeof found === "object" && found !== null ? Object.entries(found) : [];
}

function readProbes(json: Json): readonly HostProbe[] {
  return listAt(json, "probes").map((row) => {
    const opens = valueAt(row, "opens");
    const probe = { host: textAt(row, "host") ?? "", addresses: textsAt(row, "addresses") };
    return typeof opens === "boolean" ? Object.assign(probe, { opens }) : probe;
  });
}
