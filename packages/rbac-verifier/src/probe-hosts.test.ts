import { describe, expect, it } from "vitest";
import { entrimSnapshot, now } from "./contoso.test.fixture.ts";
import { formatSnapshot, probeHosts, type ProbeOptions, readSnapshot, verify } from "./index.ts";

const evidence = readSnapshot([{ name: "set-up.json", content: entrimSnapshot() }]);

const privately: Readonly<Record<string, string>> = {
  "contoso-aoai.openai.azure.com": "10.0.0.5",
  "contoso-search.search.windows.net": "10.0.0.6",
  "contosooyd.blob.core.windows.net": "10.0.0.7",
};

const lookup = (host: string) => Promise.resolve([privately[host] ?? ""]);
const isOpen = () => Promise.resolve(true);

async function probed(options: ProbeOptions): Promise<readonly string[]> {
  return verify(await probeHosts(evidence, options), { now })
    .filter(({ ruleId }) => ruleId === "D11")
    .map(({ status }) => status);
}

describe("probeHosts", () => {
  it("finds that each host leads to its private endpoint and answers", async () => {
    expect(await probed({ lookup, opens: isOpen })).toEqual(["pass", "pass", "pass"]);
    expect(await probed({ lookup, opens: () => Promise.resolve(false) })).toEqual([
      "fail",
      "fail",
      "fail",
    ]);
  });

  it("finds names that lead elsewhere, or nowhere", async () => {
    expect(await probed({ lookup: () => Promise.resolve(["20.1.2.3"]), opens: isOpen })).toContain(
      "fail",
    );
    expect(
      await probed({ lookup: () => Promise.reject(new Error("ENOTFOUND")), opens: isOpen }),
    ).toEqual(["fail", "fail", "fail"]);
  });

  it("tries to connect, and knows when nobody answers", async () => {
    // nothing listens on 443 of this machine
    const { probes } = await probeHosts(evidence, {
      lookup: () => Promise.resolve(["127.0.0.1"]),
      timeoutInMs: 500,
    });
    expect(probes?.map(({ opens }) => opens)).toEqual([false, false, false]);
  });

  it("is saved with a snapshot, and judged later elsewhere", async () => {
    const seen = await probeHosts(evidence, {
      lookup: () => Promise.resolve(["20.1.2.3"]),
      opens: () => Promise.resolve(true),
    });
    const again = readSnapshot([{ name: "saved.json", content: formatSnapshot(seen) }]);
    expect(again.probes).toEqual(seen.probes);
  });

  it("is not taken for having looked when nobody has", () => {
    expect(verify(evidence, { now }).some(({ ruleId }) => ruleId === "D11")).toBe(false);
  });
});
