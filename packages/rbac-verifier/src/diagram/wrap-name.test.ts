import { expect, it } from "vitest";
import { wrapName } from "./wrap-name.ts";

it.each([
  ["contoso", 10, ["contoso"]],
  ["contoso-search-production", 16, ["contoso-search-", "production"]],
  ["contososearchproduction", 10, ["contososea", "rchproduc…"]],
  ["contoso-search-production-westeurope", 16, ["contoso-search-", "production-west…"]],
  ["a-verylongnamewithoutdashes", 12, ["a-verylongna", "mewithoutda…"]],
  ["合同文档问答", 6, ["合同文", "档问答"]],
  ["😀😀😀😀😀", 4, ["😀😀", "😀…"]],
  ["", 10, []],
])("%s in lines of %i columns", (name, columns, lines) => {
  expect(wrapName(name, columns, 2)).toEqual(lines);
});
