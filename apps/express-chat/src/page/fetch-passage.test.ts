import { afterEach, describe, expect, it, vi } from "vitest";
import { fetchPassage, passageProblem, withoutHead } from "./fetch-passage.js";

const cited = {
  content: "as it was",
  title: "Travel",
  filepath: "finance/travel.md",
  url: "/documents/documents/a-1",
};
const signal = new AbortController().signal;

afterEach(() => vi.unstubAllGlobals());

function serve(response: Response): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return response;
  });
  return asked;
}

describe("a cited passage", () => {
  it("is what the server shows now, and not what came with the answer", async () => {
    const asked = serve(new Response("Travel\nfinance/travel.md\n\nas it is"));
    expect(await fetchPassage(cited, signal)).toBe("as it is");
    expect(asked).toEqual([cited.url]);
  });

  it.each([404, 401, 502])("[documents/same-decision] is not shown after %i", async (status) => {
    serve(new Response("secret", { status }));
    await expect(fetchPassage(cited, signal)).rejects.toMatchObject({
      problem: passageProblem(status),
    });
  });

  it.each([
    null,
    "",
    "https://evil.example/documents/documents/1",
    "//evil.example/documents/documents/1",
    "/documents/../auth/sign-out",
    "/documents/documents/1?x",
    "/auth/sign-in",
  ])("comes with the answer where the citation leads to %s, which is not asked", async (url) => {
    const asked = serve(new Response("evil"));
    expect(await fetchPassage({ ...cited, url }, signal)).toBe("as it was");
    expect(asked).toEqual([]);
  });

  it.each([
    ["Travel\nfinance/travel.md\n\ntext", cited, "text"],
    ["a\n\ntext", { content: "", title: "a", filepath: "a" }, "text"],
    ["a\n\ntext", { content: "", title: null, filepath: null }, "a\n\ntext"],
    ["Travel\n\ntext", cited, "Travel\n\ntext"],
  ])("is shown without its head: %j", (text, citation, expected) => {
    expect(withoutHead(text, citation)).toBe(expected);
  });
});

it.each([
  [404, "none", /not open to you any more/],
  [401, "sign-in", /session has ended/],
  [503, "again", /at present/],
])("says politely why a passage does not open: %i", (status, action, title) => {
  const problem = passageProblem(status);
  expect(problem.action).toBe(action);
  expect(problem.title).toMatch(title);
  expect(problem.remedy).toMatch(/\.$/);
});
