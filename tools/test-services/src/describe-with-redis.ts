import { describe, expect, it } from "vitest";
import { redisServerPath } from "./redis-server.ts";

/**
 * A suite that needs a real Redis: without one it is reported as not run, and where `CI` is set it has failed,
 * for a suite that runs nowhere proves nothing.
 */
export function describeWithRedis(title: string, suite: () => void): void {
  it.runIf(process.env["CI"])(`${title}: CI must have a redis-server`, () => {
    expect(redisServerPath).toBeDefined();
  });
  describe.skipIf(redisServerPath === undefined)(
    `${title} (skipped without redis-server on the path or in REDIS_SERVER_PATH)`,
    // oxlint-disable-next-line vitest/valid-describe-callback -- it is one
    suite,
  );
}
