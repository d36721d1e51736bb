import { describe, expect, it } from "vitest";
import { countLostHeaders, measureFolder, measureSpeeds } from "./ingesting-figures.ts";

describe("what ingesting costs", () => {
  it("is measured for documents of each kind", { timeout: 60_000 }, async () => {
    const speeds = await measureSpeeds(30_000);
    expect(speeds.map(({ kind }) => kind)).toEqual(["md", "docx", "pdf"]);
    expect(speeds.every(({ megabytes }) => megabytes > 0)).toBe(true);
    expect(speeds.every(({ processorSeconds }) => processorSeconds > 0)).toBe(true);
  });

  it("is no header of a table, which the peer loses", async () => {
    const { ours, peers } = await countLostHeaders(100_000);
    expect(ours.tables).toBeGreaterThan(10);
    expect(ours.lost).toBe(0);
    expect(peers.lost).toBeGreaterThan(10);
  });

  it("is measured for a folder, in a process of its own", { timeout: 60_000 }, async () => {
    const { status, peakInMiB } = await measureFolder(4_000_000);
    expect(status).toBe("succeeded");
    expect(peakInMiB).toBeGreaterThan(0);
  });
});
