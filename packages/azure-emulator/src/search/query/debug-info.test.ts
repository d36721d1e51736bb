import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { createSearchEmulator, documents, ask, search } from "../search.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

const vectorQuery = { kind: "vector", vector: [0, 2], fields: "vector", k: 3 };

/** What is told of each document, by its key. */
async function debugged(body: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { value } = (await search(azure, body)).body;
  return Object.fromEntries(
    value.map((hit) => [String(hit["id"]), hit["@search.documentDebugInfo"]]),
  );
}

describe("debugging vectors", () => {
  it("tells what each part of a hybrid query gave a document", async () => {
    const body = { search: "travel", vectorQueries: [vectorQuery], debug: "vector" };
    const alone = (await search(azure, { search: "travel" })).body.value;
    const textScore = alone.find(({ id }) => id === "budget")?.["@search.score"];
    expect(await debugged(body)).toMatchObject({
      budget: {
        semantic: null,
        vectors: {
          subscores: {
            text: { searchScore: textScore },
            vectors: [{ vector: { searchScore: 1, vectorSimilarity: 1 } }],
            documentBoost: 1,
          },
        },
      },
      travel: {
        vectors: {
          subscores: { vectors: [{ vector: { searchScore: 0.5, vectorSimilarity: 0 } }] },
        },
      },
    });
  });

  it("has nothing of a part that did not find the document, or is not there", async () => {
    const far = { ...vectorQuery, k: 1 };
    expect(
      await debugged({ search: "travel", vectorQueries: [far], debug: "vector" }),
    ).toMatchObject({
      travel: { vectors: { subscores: { text: expect.anything(), vectors: [{}] } } },
    });
    expect(await debugged({ vectorQueries: [far], debug: "vector" })).toMatchObject({
      budget: { vectors: { subscores: { text: null } } },
    });
  });

  it("tells what a scoring profile multiplied the score by", async () => {
    const scoringProfiles = [
      {
        name: "long",
        functions: [
          {
            type: "magnitude",
            fieldName: "pages",
            boost: 3,
            interpolation: "constant",
            magnitude: { boostingRangeStart: 30, boostingRangeEnd: 50 },
          },
        ],
      },
    ];
    const path = "/indexes/documents";
    await ask(azure, path, { method: "PUT", body: { ...documents, scoringProfiles } });
    expect(
      await debugged({ search: "travel", scoringProfile: "long", debug: "vector" }),
    ).toMatchObject({
      budget: { vectors: { subscores: { documentBoost: 3 } } },
      travel: { vectors: { subscores: { documentBoost: 1 } } },
    });
  });
});

/** Has semantic ranking read another field. */
const readField = (fieldName: string) => {
  const prioritizedFields = { prioritizedContentFields: [{ fieldName }] };
  const configurations = [{ name: "s", prioritizedFields }];
  const body = { ...documents, semantic: { configurations, defaultConfiguration: "s" } };
  return ask(azure, "/indexes/documents", { method: "PUT", body });
};

describe("debugging semantic ranking", () => {
  const semantic = { queryType: "semantic", search: "salaries", debug: "semantic" };

  it("tells which fields were read, and what in them", async () => {
    expect(await debugged(semantic)).toEqual({
      salaries: {
        semantic: {
          titleField: { name: "title", state: "used" },
          contentFields: [{ name: "content", state: "used" }],
          keywordFields: [],
          rerankerInput: {
            title: "Salaries of the board",
            content: "Nobody but the board reads this.",
            keywords: "",
          },
        },
        vectors: null,
      },
    });
    expect(await debugged({ ...semantic, search: "経費精算" })).toMatchObject({
      expenses: { semantic: { contentFields: [{ name: "content", state: "unused" }] } },
    });
  });

  it("lets nothing out that answers may not hold", async () => {
    for (const field of ["secret", "author/mail"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await readField(field)).status).toBe(204);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await debugged({ ...semantic, search: "travel" })).toMatchObject({
        travel: {
          semantic: { contentFields: [{ state: "unused" }], rerankerInput: { content: "" } },
        },
      });
    }
    await readField("content");
  });

  it("is nothing where nothing was ranked, and all there is where all is wanted", async () => {
    expect(await debugged({ search: "salaries", debug: "semantic" })).toEqual({
      salaries: { semantic: null, vectors: null },
    });
    const both = { semantic: expect.any(Object), vectors: expect.any(Object) };
    for (const debug of ["all", "semantic|vector"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await debugged({ ...semantic, debug })).toMatchObject({ salaries: both });
    }
  });
});

it("is off unless it is asked for", async () => {
  for (const body of [{}, { debug: "disabled" }, { debug: null }]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await debugged({ search: "salaries", ...body })).toEqual({ salaries: undefined });
  }
});

it.each(["queryRewrites", "innerHits", "semantic|innerHits"])(
  "a mode for what no query has here is refused by its name: %s",
  async (debug) => {
    const { body } = await search(azure, { search: "salaries", debug });
    expect(body.error).toMatchObject({
      code: "NotEmulated",
      message: expect.stringMatching(/'(?:queryRewrites|innerHits)'/),
    });
  },
);
