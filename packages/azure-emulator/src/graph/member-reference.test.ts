import { beforeEach, describe, expect, it } from "vitest";
import {
  ada,
  app,
  ben,
  board,
  createLocalGraph,
  finance,
  numberedGroup,
  staff,
} from "./graph.test.fixture.ts";

type LocalGraph = ReturnType<typeof createLocalGraph>;

const unified = numberedGroup(1);
const address = (id: string, set = "directoryObjects") => ({
  "@odata.id": `https://graph.microsoft.com/v1.0/${set}/${id}`,
});

let graph: LocalGraph;
beforeEach(() => {
  graph = createLocalGraph({
    groups: [
      { id: staff, displayName: "Staff" },
      { id: finance, displayName: "Finance", memberOf: [staff] },
      { id: board, displayName: "Board" },
      { id: unified, displayName: "Plans", groupTypes: ["Unified"], securityEnabled: false },
    ],
  });
});

const write = async (method: string, path: string, body?: unknown) => {
  const token = await graph.appToken("GroupMember.ReadWrite.All");
  return graph.ask(token, path, { method, body });
};
const members = `/groups/${finance}/members`;

describe("a member", () => {
  it("is put into a group, and is in all the groups around it from then on", async () => {
    const client = graph.client(await graph.appToken("GroupMember.ReadWrite.All"));
    await client.api(`${members}/$ref`).post(address(ben));
    expect(graph.directory.transitiveGroupsOf(ben)).toEqual([staff, finance]);
    expect((await client.api(members).get()).value.map(({ id }: { id: string }) => id)).toEqual([
      ada,
      ben,
    ]);
  });

  it("is taken out of it", async () => {
    const response = await write("DELETE", `${members}/${ada}/$ref`);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(graph.directory.transitiveGroupsOf(ada)).toEqual([]);
  });

  it.each([
    [ben, "users"],
    [app, "servicePrincipals"],
    [board, "groups"],
  ])("can be %s of the %s", async (id, set) => {
    expect((await write("POST", `${members}/$ref`, address(id, set))).status).toBe(204);
    expect(graph.directory.groupsOf(id)).toEqual([finance]);
  });

  it.each([
    ["somebody who is one already", "POST", `${members}/$ref`, address(ada), 400],
    ["nobody", "POST", `${members}/$ref`, address(numberedGroup(9)), 404],
    ["somebody of another set", "POST", `${members}/$ref`, address(ben, "groups"), 404],
    ["an address that is none", "POST", `${members}/$ref`, { "@odata.id": ben }, 400],
    ["further members", "POST", `${members}/$ref`, { ...address(ben), id: ben }, 400],
    [
      "a group in a Microsoft 365 group",
      "POST",
      `/groups/${unified}/members/$ref`,
      address(board),
      400,
    ],
    ["somebody in no group", "POST", `/groups/${numberedGroup(9)}/members/$ref`, address(ben), 404],
    ["somebody who is none to be taken out", "DELETE", `${members}/${ben}/$ref`, undefined, 404],
    ["another method", "PATCH", `${members}/$ref`, address(ben), 405],
  ])("cannot be %s", async (_what, method, path, body, status) => {
    expect((await write(method, path, body)).status).toBe(status);
    expect(graph.directory.membershipChanges).toEqual([]);
  });

  it("is nothing for those who may only read", async () => {
    const read = ["GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"];
    const token = await graph.appToken(...read);
    const init = { method: "POST", body: address(ben) };
    expect((await graph.ask(token, `${members}/$ref`, init)).status).toBe(403);
    const person = await graph.personToken(ada, ...read);
    const taken = await graph.ask(person, `${members}/${ada}/$ref`, { method: "DELETE" });
    expect(taken.status).toBe(403);
    expect(graph.directory.membershipChanges).toEqual([]);
  });
});

it("keeps what the test changes, and says what it cannot", () => {
  const { directory } = graph;
  expect(directory.addMember(finance, ben)).toBe(true);
  expect(directory.addMember(finance, ben)).toBe(false);
  expect(directory.removeMember(board, ben)).toBe(false);
  expect(directory.users.find(({ id }) => id === ben)?.memberOf).toEqual([finance]);
  expect(() => directory.addMember(numberedGroup(9), ben)).toThrow(/no group/);
  expect(() => directory.addMember(finance, numberedGroup(9))).toThrow(/put into a group/);
});
