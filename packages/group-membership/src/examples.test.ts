import { expect, it } from "vitest";
import { groupsOf } from "./examples.ts";
import { ada, countingCredential, id, startGraph } from "./graph.test.fixture.ts";

it("answers with the groups of a caller, and with 503 when they are not known", async () => {
  await using graph = await startGraph();
  graph.groupsOf.set(ada.objectId, [id(1)]);
  const answer = groupsOf(countingCredential("app"), graph.fetch);
  await expect((await answer(ada)).json()).resolves.toEqual({ ids: [id(1)], source: "graph" });
  await expect((await answer(ada)).json()).resolves.toEqual({ ids: [id(1)], source: "cache" });
  expect((await answer({ ...ada, objectId: id(11) })).status).toBe(503);
});
