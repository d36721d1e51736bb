/** A document to be found. */
export interface CorpusDocument {
  readonly id: string;
  readonly title: string;
  readonly content: string;
}

/** Documents and what is asked of them, the same in every run. */
export interface Corpus {
  readonly documents: readonly CorpusDocument[];
  readonly queries: readonly string[];
}

const syllables = "ba de fi go lu ma ne po ri su ta vo ke wi ja".split(" ");
const vocabularySize = 8000;
const titleLength = 6;

/**
 * Documents of made-up words, of which few are frequent and most are rare, as in a language; each query is
 * two to four words of one document.
 *
 * @param size The number of documents.
 * @param queryCount The number of queries.
 */
export function createCorpus(size: number, queryCount: number): Corpus {
  const random = createRandom(42);
  const word = (): string => wordOf(Math.floor(vocabularySize ** random()) - 1);
  const words = (count: number): string => Array.from({ length: count }, word).join(" ");
  const documents = Array.from({ length: size }, (_, n) => ({
    id: String(n),
    title: words(titleLength),
    content: words(40 + Math.floor(random() * 60)),
  }));
  const queries = Array.from({ length: queryCount }, () => {
    const document = documents[Math.floor(random() * size)];
    const text = document?.content.split(" ") ?? [];
    const length = 2 + Math.floor(random() * 3);
    return Array.from({ length }, () => text[Math.floor(random() * text.length)]).join(" ");
  });
  return { documents, queries };
}

function wordOf(rank: number): string {
  let rest = rank + syllables.length;
  let word = "";
  while (rest > 0) {
    word += syllables[rest % syllables.length] ?? "";
    rest = Math.floor(rest / syllables.length);
  }
  return word;
}

/** Numbers from 0 to 1 by a linear congruence, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
