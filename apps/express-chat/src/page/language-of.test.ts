import { expect, it } from "vitest";
import { languageOf } from "./language-of.js";

it("knows a language by its script, and does not guess", () => {
  expect(languageOf("出張の日当")).toBe("ja");
  expect(languageOf("出差津贴")).toBe("zh");
  expect(languageOf("출장 수당")).toBe("ko");
  expect(languageOf("Reisekosten")).toBeUndefined();
});
