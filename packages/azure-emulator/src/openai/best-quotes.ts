import type { Passage } from "./passages.ts";
import { sentencesOf } from "./sentences.ts";
import { contentWordsOf } from "./words.ts";

/** As many sentences as an answer quotes. */
const maxQuotes = 3;

/** A sentence may be this much worse than the best one. */
const worstShare = 0.6;

/** What a heading or a cell of a table counts: it names what is said and says nothing itself. */
const shareOfFragments = 0.5;

/** How a sentence ends in most scripts, before its closing quotes. */
const sentenceEnd = /[.!?…。！？]["'”’»』」)）]*$/;

/** A sentence and the mark of the passage that it stands in. */
export interface Quote {
  readonly sentence: string;
  readonly mark: string;
}

/** The sentences that have most in common with a question, the best first; none if none has anything. */
export function bestQuotes(question: string, passages: readonly Passage[]): readonly Quote[] {
  const candidates = passages
    .flatMap(({ mark, text }) => sentencesOf(text).map((sentence) => ({ sentence, mark })))
    .filter(isFirst)
    .filter(({ sentence }) => !question.includes(sentence))
    .map((quote) => ({ quote, words: contentWordsOf(quote.sentence) }));
  const asked = [...new Set(contentWordsOf(question))].map((word) => {
    const holders = candidates.filter(({ words }) => holds(words, word)).length;
    // a word that is everywhere tells nothing apart
    return { word, weight: Math.log(1 + candidates.length / (1 + holders)) };
  });
  const ranked = candidates
    .map(({ quote, words }) => {
      const shared = asked.filter(({ word }) => holds(words, word));
      const weight = shared.reduce((sum, each) => sum + each.weight, 0);
      // a long sentence shares words by chance
      const score = weight / Math.sqrt(8 + words.length);
      return { quote, score: sentenceEnd.test(quote.sentence) ? score : score * shareOfFragments };
    })
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score);
  const worst = (ranked[0]?.score ?? 0) * worstShare;
  return ranked
    .slice(0, maxQuotes)
    .filter(({ score }) => score >= worst)
    .map(({ quote }) => quote);
}

function isFirst({ sentence }: Quote, index: number, all: readonly Quote[]): boolean {
  return all.findIndex((other) => other.sentence === sentence) === index;
}

function holds(words: readonly string[], wanted: string): boolean {
  return words.some((word) => isAkin(word, wanted));
}

/** Whether two words are the same, or one is the other with an ending. */
function isAkin(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.length >= 4 && long.startsWith(short.replace(/[ey]$/, "")));
}
