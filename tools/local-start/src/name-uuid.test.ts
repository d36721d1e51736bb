import { expect, it } from "vitest";
import { nameUuid } from "./name-uuid.ts";

it("is a UUID of version 5 that follows from the name", () => {
  const id = nameUuid("group/Finance");
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(nameUuid("group/Finance")).toBe(id);
  expect(nameUuid("group/finance")).not.toBe(id);
  expect(nameUuid("group/財務")).not.toBe(nameUuid("group/法務"));
});
