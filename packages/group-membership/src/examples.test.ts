import { expect, it } from "vitest";
import { createGroupLookup } from "./examples.ts";
import { ada, countingCredential, id, startGraph } from "./graph.test.fixture.ts";

it("finds the groups of a caller, and rejects when they are not known", async () => {
  await using graph = await startGraph();
  graph.groupsOf.set(ada.objectId, [id(1)]);
  const groupsOf = createGroupLookup(countingCredential("app"), graph.fetch);
  await expect(groupsOf(ada)).resolves.toMatchObject({ ids: [id(1)], source: "graph" });
  await expect(groupsOf(ada)).resolves.toMatchObject({ ids: [id(1)], source: "cache" });
  await expect(groupsOf({ ...ada, objectId: id(11) })).rejects.toMatchObject({
    code: "GRAPH_REFUSED",
  });
});
