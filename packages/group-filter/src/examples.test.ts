import { expect, it } from "vitest";
import { filterFor } from "./examples.ts";

const finance = "00000000-0000-4000-8000-000000000001";

it("joins the caller's filter to that of the groups", () => {
  expect(filterFor({ groups: [finance] }, "lang eq 'de'")).toBe(
    `(group_ids/any(g: search.in(g, '${finance}', ','))) and (lang eq 'de')`,
  );
});

it("[trim/no-groups-no-documents] has nothing to send for a person without groups", () => {
  expect(filterFor({ groups: [] }, "lang eq 'de'")).toBeUndefined();
});
