import type { FetchHandler } from "@entrim/guard";
import { describe, expect, it } from "vitest";
import type { Host } from "./host.test.fixture.ts";
import { refusal, refusalOf, textOf } from "./read-answer.test.fixture.ts";
import { run } from "./running-host.test.fixture.ts";

/** Shows one passage, at one address. */
const showPassage: FetchHandler = async ({ url }) => {
  if (new URL(url).pathname.endsWith("/documents/handbook/1")) return new Response("passage");
  throw Object.assign(new Error("secret"), { name: "OnYourDataError", code: "DOCUMENT_NOT_FOUND" });
};

/**
 * Ways to write a path. What the URL standard takes for the same address is the same on each host, and what it
 * does not is nowhere: no host decodes a slash, or climbs by one.
 */
export function describePaths(host: Host): void {
  describe("paths", () => {
    it.each([
      "/documents/handbook/1",
      "/documents/handbook/1?x=/../y",
      "/documents/./handbook/1",
      "/documents/other/../handbook/1",
      "/documents/%2e%2e/documents/handbook/1",
      "/documents/handbook/.%2E/handbook/1",
      "/documents\\handbook\\1",
      "/documents/other\\..\\handbook/1",
    ])("[paths/same-everywhere] %s is the address", async (target) => {
      const { send } = await run(host, showPassage);
      expect(await textOf(await send({ target }))).toBe("passage");
    });

    it.each([
      "/documents%2Fhandbook%2F1",
      "/documents/handbook%2f1",
      "/documents%5Chandbook%5C1",
      "/documents/handbook/..%2F1",
      "/documents/other%2F..%2Fhandbook/1",
      "/documents/%2e%2e%2fdocuments/handbook/1",
      "/documents/%252e%252e/handbook/1",
      "/documents//handbook/1",
      "/documents/handbook/1/",
      "/documents/handbook/1%00",
      "/documents/handbook;x/1",
      "/documents/..;/documents/handbook/1/..;/",
      "/DOCUMENTS/handbook/1",
    ])("[paths/same-everywhere] %s is nowhere, and its answer repeats nothing", async (target) => {
      const { send, reports } = await run(host, showPassage);
      const answer = await send({ target, headers: [["authorization", "Bearer ada"]] });
      const headers = JSON.stringify([...answer.headers]);
      expect(await refusalOf(answer)).toEqual(refusal(404, "DOCUMENT_NOT_FOUND"));
      expect(headers).not.toMatch(/Bearer|ada|secret|handbook/);
      await reports(1);
    });
  });
}
