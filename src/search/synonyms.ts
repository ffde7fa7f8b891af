import synonyms from "./synonyms.json";

/** Words that mean the same trouble, in both languages, to the one that stands for all of them. */
const MEANINGS: ReadonlyMap<string, string> = new Map(
  Object.entries(synonyms).flatMap(([meaning, others]) =>
    others.map((other): [string, string] => [other, meaning]),
  ),
);

/** Those that are not one Latin word; the longest first, so that none hides another. */
const PHRASES = [...MEANINGS.keys()]
  .filter((each) => !/^[a-z]+$/.test(each))
  .toSorted((a, b) => b.length - a.length);

const LATIN = /^[a-z]/;

/** Finds the phrases of a text in lower case. */
export const PHRASE = new RegExp(
  PHRASES.map((each) => (LATIN.test(each) ? `\\b${each}\\b` : each)).join("|"),
  "g",
);

/** What a word or phrase means, itself if nothing else. */
export const meaningOf = (word: string): string => MEANINGS.get(word) ?? word;
