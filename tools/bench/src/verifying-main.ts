// npm run bench:verifying -w tools/bench: how long a tenant takes to be judged, what that holds, and what a live run asks.
import { countLiveRequests, measureOffline } from "./verifying-figures.ts";

for (const factor of [1, 4]) {
  const size = { assignments: 5_000 * factor, resources: 1_000 * factor };
  const { megabytes, seconds, heldInMb } = measureOffline(size, 10);
  console.log(
    `${size.assignments} role assignments, ${size.resources} resources (${megabytes.toFixed(1)} MB): ${seconds.toFixed(2)} s, ${heldInMb.map((one) => `${one.toFixed(0)} MB`).join(" held at first, ")} after ten times`,
  );
}
const { requests, writes } = await countLiveRequests();
console.log(`a live run: ${requests} requests, ${writes} of which write`);
