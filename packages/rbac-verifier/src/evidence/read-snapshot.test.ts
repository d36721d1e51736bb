import { describe, expect, it } from "vitest";
import {
  complaints,
  entrimSnapshot,
  ids,
  now,
  type Mutable,
  resource,
} from "../contoso.test.fixture.ts";
import { formatSnapshot, isRbacVerifierError, readSnapshot, verify } from "../index.ts";

const file = (content: unknown, name = "file.json"): { name: string; content: unknown } => ({
  name,
  content,
});
const text = JSON.stringify(entrimSnapshot());

/** Whether judging ends in findings or in an error of this package. */
function isSound(snapshot: Mutable): boolean {
  try {
    verify(readSnapshot([file(snapshot)]), { now });
    return true;
  } catch (error) {
    return isRbacVerifierError(error);
  }
}

const readCut = (): unknown => readSnapshot([file(text.slice(0, -1_000), "cut.json")]);

describe("readSnapshot", () => {
  it.each([
    ["UTF-8", new TextEncoder().encode(text)],
    ["UTF-8 with a mark", new TextEncoder().encode(`\uFEFF${text}`)],
    ["UTF-16 with a mark", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 without one", Buffer.from(text, "utf16le")],
    ["UTF-16, big end first", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
    ["text", text],
  ])("reads %s", (_, content) => {
    expect(complaints(verify(readSnapshot([file(content)]), { now }))).toEqual([]);
  });

  it("names the file that is cut off, and repeats nothing of it", () => {
    expect(readCut).toThrow(expect.objectContaining({ code: "INVALID_EVIDENCE" }));
    expect(readCut).toThrow(/^rbac-verifier: cut\.json is no JSON or is cut off; [^{]*$/);
  });

  it.each([[{}], [[{}]], ["1"], ["null"], [{ hello: "world" }], [[["a"]]]])(
    "refuses %j",
    (content) => {
      expect(() => readSnapshot([file(content)])).toThrow(
        expect.objectContaining({ code: "INVALID_EVIDENCE" }),
      );
    },
  );

  it("survives what was damaged anywhere, with a clear error or findings", () => {
    const paths: [Mutable, string][] = [];
    const visit = (node: Mutable): void => {
      for (const key of Object.keys(node)) {
        paths.push([node, key]);
        if (typeof node[key] === "object" && node[key] !== null) visit(node[key]);
      }
    };
    const snapshot = entrimSnapshot();
    visit(snapshot);
    paths.forEach(([node, key], index) => {
      const before = node[key];
      node[key] = [null, 7, "x", [], {}, [null], { x: 1 }][index % 7];
      expect(isSound(snapshot)).toBe(true);
      node[key] = before;
    });
  });

  it("takes the flat output of the CLI, of several commands together", () => {
    const snapshot = entrimSnapshot();
    const flat = (id: string): Mutable => {
      const { properties, ...rest } = resource(snapshot, id);
      return { ...rest, ...properties };
    };
    const { networkAcls, supportsHttpsTrafficOnly, ...storage } = flat(ids.storage);
    const evidence = readSnapshot(
      [
        file(flat(ids.search), "search.json"),
        file([
          {
            ...storage,
            networkRuleSet: networkAcls,
            enableHttpsTrafficOnly: supportsHttpsTrafficOnly,
          },
        ]),
        file({ value: [resource(snapshot, ids.openai)] }),
        file({ data: [resource(snapshot, ids.identity)] }),
        file(
          snapshot.roleAssignments.map(({ properties, ...rest }: Mutable) =>
            Object.assign(rest, properties, { roleDefinitionName: "x" }),
          ),
        ),
      ],
      {
        targets: { index: "documents" },
        complete: ["roleAssignments:inherited", "roleAssignments:groups"],
      },
    );
    const findings = verify(evidence, { now });
    expect(findings.filter(({ status }) => status === "fail")).toEqual([]);
    for (const id of ["A08", "S04", "S08", "B02", "B03", "R05", "R10", "R11"]) {
      expect(findings.find(({ ruleId }) => ruleId === id)).toMatchObject({ status: "pass" });
    }
  });

  it("does not call a grant missing that the CLI may not have listed", () => {
    const snapshot = entrimSnapshot();
    const evidence = readSnapshot([
      file(
        ["openai", "search", "identity"].map((name) => resource(snapshot, ids[name as "search"])),
      ),
      file([snapshot.roleAssignments[2]]),
    ]);
    expect(verify(evidence, { now }).find(({ ruleId }) => ruleId === "R10")).toMatchObject({
      status: "unknown",
    });
  });

  it("reads a plan of Terraform, in which ids are not known yet", () => {
    const plan = {
      format_version: "1.2",
      planned_values: {
        root_module: {
          child_modules: [
            {
              resources: [
                {
                  address: "azurerm_search_service.s",
                  type: "azurerm_search_service",
                  values: {
                    name: "contoso-search",
                    resource_group_name: "rg",
                    sku: "basic",
                    local_authentication_enabled: true,
                    public_network_access_enabled: true,
                  },
                },
              ],
            },
          ],
          resources: [
            {
              address: "azurerm_cognitive_account.a",
              type: "azurerm_cognitive_account",
              values: {
                name: "contoso-aoai",
                kind: "OpenAI",
                custom_subdomain_name: "contoso-aoai",
                local_auth_enabled: false,
                public_network_access_enabled: false,
              },
            },
          ],
        },
      },
    };
    const findings = verify(readSnapshot([file(plan)]), { now });
    const status = (id: string): unknown => findings.find(({ ruleId }) => ruleId === id)?.status;
    expect(["A02", "A05", "A08", "S04", "S08"].map(status)).toEqual([
      "pass",
      "pass",
      "pass",
      "fail",
      "fail",
    ]);
    expect(["A01", "A07", "T02"].map(status)).toEqual(["unknown", "unknown", "unknown"]);
  });

  it("asks which resource is meant when there are several", () => {
    const snapshot = entrimSnapshot();
    const other = structuredClone(resource(snapshot, ids.search));
    other.id += "2";
    const rows = [resource(snapshot, ids.openai), resource(snapshot, ids.search), other];
    expect(() => readSnapshot([file(rows)])).toThrow(
      expect.objectContaining({ code: "TARGET_AMBIGUOUS" }),
    );
    expect(() => readSnapshot([file(rows.slice(1))])).toThrow(
      expect.objectContaining({ code: "TARGET_MISSING" }),
    );
    expect(readSnapshot([file(rows)], { targets: { search: ids.search } }).targets.search).toBe(
      ids.search,
    );
  });

  it("[verify/no-shell] refuses ids that a shell would run", () => {
    const snapshot = entrimSnapshot();
    snapshot.targets.search = `${ids.search};reboot`;
    expect(() => readSnapshot([file(snapshot)])).toThrow(
      expect.objectContaining({ code: "INVALID_EVIDENCE" }),
    );
    const other = entrimSnapshot();
    other.targets.developers = [{ objectId: "$(reboot)" }];
    expect(() => readSnapshot([file(other)])).toThrow(
      expect.objectContaining({ code: "INVALID_EVIDENCE" }),
    );
    const third = entrimSnapshot();
    resource(third, ids.search).name = "$(reboot)";
    const findings = verify(readSnapshot([file(third)]), { now });
    expect(JSON.stringify(findings)).not.toContain("reboot");
  });

  it("refuses a target that would lead to another host", () => {
    for (const search of ["@evil.example/x", "https://evil.example", 7, [], null]) {
      const snapshot = entrimSnapshot();
      snapshot.targets.search = search;
      expect(() => readSnapshot([file(snapshot)])).toThrow(
        expect.objectContaining({ code: "INVALID_EVIDENCE" }),
      );
    }
  });

  it("judges five thousand assignments in seconds", () => {
    const snapshot = entrimSnapshot();
    const [one] = snapshot.roleAssignments;
    for (let index = 0; index < 5_000; index++) {
      const copy = structuredClone(one);
      copy.id += index;
      copy.properties.principalId = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
      snapshot.roleAssignments.push(copy);
    }
    const started = performance.now();
    expect(complaints(verify(readSnapshot([file(snapshot)]), { now }))).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("formatSnapshot", () => {
  it("writes what is judged the same when it is read again", () => {
    const evidence = readSnapshot([file(entrimSnapshot())]);
    const again = readSnapshot([file(formatSnapshot(evidence))]);
    expect(verify(again, { now })).toEqual(verify(evidence, { now }).map((finding) => finding));
    expect(formatSnapshot(again)).toBe(formatSnapshot(evidence));
  });

  it("[snapshot/no-secrets] leaves secrets out", () => {
    const snapshot = entrimSnapshot();
    resource(snapshot, `${ids.site}/config/appsettings`).properties.OPENAI_API_KEY = "hunter2";
    resource(snapshot, ids.storage).properties.connectionString = "hunter2";
    snapshot.entra.application.passwordCredentials = [{ secretText: "hunter2" }];
    snapshot.client = { requestHeaders: { "api-key": "hunter2" } };
    expect(formatSnapshot(readSnapshot([file(snapshot)]))).not.toContain("hunter2");
  });
});
