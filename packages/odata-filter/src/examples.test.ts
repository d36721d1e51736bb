import { expect, it } from "vitest";
import { finds, inGerman } from "./examples.ts";

it("narrows what somebody typed", () => {
  const filter = inGerman("year ge 2020 or tags/any(t: t eq 'law')");
  expect(filter).toBe("((year ge 2020) or (tags/any(t: t eq 'law'))) and (language eq 'de')");
  expect(finds(filter, { language: "de", tags: ["law"] })).toBe(true);
  expect(finds(filter, { language: "fr", tags: ["law"] })).toBe(false);
});

it("does not let it break out", () => {
  expect(() => inGerman("true) or (true")).toThrow("at 4");
});
