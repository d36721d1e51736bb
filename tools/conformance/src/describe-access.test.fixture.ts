import { describe, expect, it } from "vitest";
import type { Sent } from "./exchange.test.fixture.ts";
import type { Host } from "./host.test.fixture.ts";
import { jsonOf, refusal, refusalOf, textOf } from "./read-answer.test.fixture.ts";
import { run } from "./running-host.test.fixture.ts";

/** Who is answered, and who not. */
export function describeAccess(host: Host): void {
  describe("access", () => {
    it("answers on behalf of the principal", async () => {
      const { send } = await run(host, async (_, { principal }) => Response.json(principal));
      expect(await jsonOf(await send())).toMatchObject({
        objectId: "ada",
        groups: ["00000000-0000-4000-8000-00000000000a"],
      });
    });

    it("does not mix up principals who ask at the same time", async () => {
      const { send } = await run(host, async (request, { principal }) => {
        await request.text();
        return new Response(principal.objectId);
      });
      const names = Array.from({ length: 40 }, (_, i) => (i % 3 ? "ada" : "ben"));
      const answers = names.map(async (name) => {
        const headers = [["authorization", `Bearer ${name}`]] as const;
        return textOf(await send({ method: "POST", headers, body: name }));
      });
      expect(await Promise.all(answers)).toEqual(names);
    });

    it.each<readonly [string, NonNullable<Sent["headers"]>, number, string]>([
      ["an empty value", [["authorization", ""]], 400, "invalid_request"],
      ["another scheme", [["authorization", "Basic YWRhOmFkYQ=="]], 400, "invalid_request"],
      ["an unknown token", [["authorization", "Bearer eve"]], 401, "invalid_token"],
      [
        "two of them",
        [
          ["authorization", "Bearer ada"],
          ["Authorization", "Bearer ben"],
        ],
        400,
        "invalid_request",
      ],
      [
        "the same twice",
        [
          ["authorization", "Bearer ada"],
          ["authorization", "Bearer ada"],
        ],
        400,
        "invalid_request",
      ],
    ])("[token/header-only] refuses %s", async (_, headers, status, code) => {
      let calls = 0;
      const { send, reports } = await run(host, async () => {
        calls += 1;
        return new Response("secret");
      });
      const answer = await send({ headers });
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(await refusalOf(answer)).toEqual(refusal(status, code));
      expect(calls).toBe(0);
      expect(await reports(1)).toMatchObject([{ name: "GuardError", code }]);
    });
  });
}
