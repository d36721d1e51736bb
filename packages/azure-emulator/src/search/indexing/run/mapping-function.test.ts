import { expect, it } from "vitest";
import { applyMappingFunction } from "./mapping-function.ts";

const apply = (name: string, value: unknown) =>
  applyMappingFunction({ name, parameters: null }, value);

it("makes nothing of nothing", () => {
  expect(apply("base64Encode", undefined)).toBeUndefined();
  expect(apply("base64Decode", null)).toBeNull();
});

it.each<readonly [string, unknown]>([
  ["base64Encode", { a: 1 }],
  ["base64Decode", "not base64!"],
  ["base64Decode", "YQ9"],
])("%s refuses %j", (name, value) => {
  expect(() => apply(name, value)).toThrow(TypeError);
});

it("decodes what it encoded", () => {
  expect(apply("base64Decode", apply("base64Encode", "経費 & co"))).toBe("経費 & co");
});
