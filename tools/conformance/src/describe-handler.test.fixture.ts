import { describe } from "vitest";
import { describeAccess } from "./describe-access.test.fixture.ts";
import { describeAnswers } from "./describe-answers.test.fixture.ts";
import { describeBodies } from "./describe-bodies.test.fixture.ts";
import { describeFailures } from "./describe-failures.test.fixture.ts";
import { describePaths } from "./describe-paths.test.fixture.ts";
import { describeRequests } from "./describe-requests.test.fixture.ts";
import { describeStreams } from "./describe-streams.test.fixture.ts";
import type { Host } from "./host.test.fixture.ts";

/** The one specification of a guarded handler: what it sees and what a client gets is the same on each host. */
export function describeHandler(host: Host): void {
  describe(`on ${host.name}`, () => {
    describeAccess(host);
    describeRequests(host);
    describePaths(host);
    describeBodies(host);
    describeAnswers(host);
    describeStreams(host);
    describeFailures(host);
  });
}
