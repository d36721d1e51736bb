import { describe, expect, it } from "vitest";
import { finance, people } from "../local-azure.test.fixture.ts";
import { parseAccessList } from "./parse-access-list.ts";

const owner = "00000000-0000-4000-8000-0000000000cc";
const readersOf = (acl: string, group = owner): readonly string[] => [
  ...parseAccessList(acl, group).readers,
];

describe("parseAccessList", () => {
  it.each([
    [
      "a group that is named",
      `user::rw-,group::---,group:${finance}:r--,mask::r--,other::---`,
      [finance],
    ],
    [
      "in large letters",
      `user::rw-,group::---,group:${people.toUpperCase()}:r--,mask::r--,other::---`,
      [people],
    ],
    ["the owning group", "user::rw-,group::r--,other::---", [owner]],
    ["both", `user::rw-,group::r--,group:${finance}:r-x,mask::r-x,other::---`, [owner, finance]],
    [
      "none that may only write",
      `user::rw-,group::-w-,group:${finance}:-wx,mask::rwx,other::---`,
      [],
    ],
    [
      "none that the mask shuts out",
      `user::rw-,group::r--,group:${finance}:rwx,mask::-wx,other::---`,
      [],
    ],
    ["not everybody", "user::rwx,group::---,other::rwx", []],
    ["no person", `user::rwx,user:${finance}:rwx,group::---,mask::rwx,other::---`, []],
    [
      "none that is for files to come",
      `user::rwx,group::---,other::---,default:group:${finance}:r-x,default:user::rwx`,
      [],
    ],
  ])("grants to %s", (_, acl, groups) => {
    expect(readersOf(acl)).toEqual(groups);
  });

  it("grants nothing to the account itself", () => {
    expect(readersOf("user::rw-,group::r--,other::---", "$superuser")).toEqual([]);
  });

  it.each([
    "",
    "user::rw-",
    "user::rw-,group::r--",
    "user::rw-,group::r--,group::r--,other::---",
    "user::rw-,group::r--,other::---,",
    "user::rw-,group::r--,other::---,everyone::r--",
    "user::rw-,group::read,other::---",
    "user::rw-, group::r--,other::---",
    "user::rw-,group::r--,other::---,group:a:b:r--",
  ])("[ingest/groups-certain] grants nothing by a list that it does not understand: %s", (acl) => {
    expect(() => readersOf(acl)).toThrow(expect.objectContaining({ code: "GROUPS_UNREADABLE" }));
  });
});
