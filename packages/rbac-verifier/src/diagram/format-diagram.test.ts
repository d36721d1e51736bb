import { describe, expect, it } from "vitest";
import {
  articleSnapshot,
  entrimSnapshot,
  ids,
  judge,
  type Mutable,
  resource,
} from "../contoso.test.fixture.ts";
import { formatDiagram, readSnapshot, type VerifyOptions } from "../index.ts";

function draw(snapshot: Mutable, options: VerifyOptions = {}): string {
  const evidence = readSnapshot([{ name: "set-up.json", content: snapshot }]);
  return formatDiagram(judge(snapshot, options), evidence);
}

function changed(...changes: readonly ((snapshot: Mutable) => unknown)[]): Mutable {
  const snapshot = entrimSnapshot();
  for (const change of changes) change(snapshot);
  return snapshot;
}

/** The states of the lines whose title begins so. */
function edges(svg: string, title: string): readonly string[] {
  return [...svg.matchAll(/<g><title>([^<]*)<\/title><path class="edge (\w+)"/g)]
    .filter(([, text = ""]) => text.startsWith(title))
    .map(([, , state = ""]) => state);
}

/** The rules that a picture shows, each with its look. */
function chips(svg: string): readonly string[] {
  return [...svg.matchAll(/class="chip (\w+)"><rect[^>]*\/><text[^>]*>([^<]*)</g)].map(
    ([, state, id]) => `${id} ${state}`,
  );
}

const noRole = (s: Mutable): unknown => s.roleAssignments.shift();
const noZone = (s: Mutable): unknown => s.privateDns.splice(0, 1);

describe("the picture of a set-up", () => {
  it("has no marks where all is well", () => {
    const svg = draw(entrimSnapshot());
    expect(chips(svg)).toEqual([]);
    expect(edges(svg, "").every((state) => state === "holds")).toBe(true);
    expect(edges(svg, "").length).toBeGreaterThan(6);
  });

  it("has the broken edge in red with the id of the rule, and no other", () => {
    const svg = draw(changed(noRole));
    expect(chips(svg)).toEqual(["R10 broken"]);
    expect(edges(svg, "contoso-chat at contoso-search")).toEqual(["broken"]);
    expect(edges(svg, "contoso-chat at contoso-aoai")).toEqual(["holds"]);
  });

  it("tells the way to a private endpoint from what is at its end", () => {
    const svg = draw(changed(noZone));
    expect(edges(svg, "the way to contoso-aoai")).toEqual(["broken"]);
    expect(edges(svg, "contoso-chat at contoso-aoai")).toEqual(["holds"]);
  });

  it("has what is not known in dashed grey", () => {
    const svg = draw(changed((s) => delete s.entra));
    expect(edges(svg, "contoso-chat asks Microsoft Graph")).toEqual(["unknown"]);
    expect(chips(svg)).toEqual(["E01 unknown", "E02 unknown", "E03 unknown"]);
    expect(svg).toMatch(/\.edge\.unknown \{ stroke-dasharray/);
  });

  it("draws no way in for an app that is outside the network", () => {
    const svg = draw(
      changed((s) => delete resource(s, ids.site).properties.virtualNetworkSubnetId),
    );
    expect(edges(svg, "the way to contoso-search")).toEqual(["broken"]);
    expect(chips(svg)).toContain("W02 broken");
  });

  it("shows settings at their service, and who asks whom in the article's profiles", () => {
    const svg = draw(changed((s) => (resource(s, ids.openai).properties.disableLocalAuth = false)));
    expect(chips(svg)).toEqual(["A08 broken"]);
    const snapshot = articleSnapshot();
    snapshot.roleAssignments.splice(0, 20);
    const article = draw(snapshot, { profile: "r2" });
    expect(edges(article, "contoso-aoai at contoso-search")).toEqual(["broken"]);
    expect(edges(article, "contoso-search at contosooyd")).toEqual(["broken"]);
    expect(article).toContain("Developers and administrators");
    expect(article).not.toContain("Microsoft Graph");
  });

  it("knows two services of the same name apart", () => {
    const snapshot: Mutable = JSON.parse(
      JSON.stringify(changed(noRole)).replaceAll("contoso-aoai", "contoso-search"),
    );
    const svg = draw(snapshot);
    const states = edges(svg, "contoso-chat at contoso-search");
    expect(states.filter((state) => state === "broken")).toHaveLength(1);
  });

  it("names what has no place in it", () => {
    const evidence = readSnapshot([{ name: "set-up.json", content: entrimSnapshot() }]);
    const findings = judge(changed(noRole)).map((finding) =>
      Object.assign({}, finding, { ruleId: "X01", subject: { resourceId: ids.group } }),
    );
    expect(formatDiagram(findings, evidence)).toContain("Elsewhere: X01<");
  });

  it("can be read aloud, follows light and dark, and runs nothing", () => {
    const svg = draw(changed(noRole));
    expect(svg).toMatch(/role="img" aria-labelledby="(\S+) (\S+)"/);
    expect(svg).toContain('<title id="entrim-diagram-title">Set-up on Azure: Not ready</title>');
    expect(svg).toMatch(/<desc id="entrim-diagram-description">Not ready: 1 error,.* R10: /);
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(svg).not.toMatch(/<script|\son\w+=|href|url\(|@import/i);
  });

  it("lets no name of a resource or message out of its text", () => {
    const evidence = readSnapshot([{ name: `"><script>`, content: entrimSnapshot() }]);
    const finding = judge(changed(noRole)).find(({ status }) => status === "fail");
    const svg = formatDiagram(
      [Object.assign({}, finding, { message: `</title><script>alert(1)</script>\u0000` })],
      evidence,
    );
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u0000");
    expect(svg).toContain("&lt;script&gt;");
  });
});
