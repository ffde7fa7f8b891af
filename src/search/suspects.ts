import type { Case } from "#contract/case.ts";
import type { TextMatch } from "./case-search.ts";
import type { PatternHit } from "./pattern-scanner.ts";

/** A case that the words speak for, and which words. Higher scores are better; they compare within one question only. */
export interface Suspect {
  readonly id: string;
  readonly score: number;
  readonly words: readonly string[];
  readonly hits: readonly PatternHit[];
}

/** What one word of an error message is worth beside the score of the text search. */
const PATTERN_WORD = 30;
const WORDS_AT_MOST = 5;
/** What further messages of the same case add to its best one. */
const FURTHER_MESSAGES = 0.35;
/** Brings the score of the text search to the scale of the messages. */
const TEXT = 12;

/** Every pattern of the cases, spelled one way only, as their search sees them. */
export function patternsOf(cases: readonly Case[]): string[] {
  return [...new Set(cases.flatMap(patternsOfCase))];
}

function patternsOfCase({ symptoms }: Case): string[] {
  return symptoms.flatMap(({ patterns = [] }) => patterns.map((pattern) => pattern.toLowerCase()));
}

/** A whole error message names its cause better than one word, and what many cases share names none of them. */
function worth(pattern: string, sharers: number): number {
  const words = Math.min(WORDS_AT_MOST, pattern.split(/\s+/).length);
  return (PATTERN_WORD * words) / sharers;
}

/** The cases that the text search or a pattern found, the best first. */
export function suspectsOf(
  cases: readonly Case[],
  matches: readonly TextMatch[],
  hits: readonly PatternHit[],
): Suspect[] {
  const patterns = new Map(cases.map((known) => [known.id, new Set(patternsOfCase(known))]));
  // A message that is a part of another case's message does not tell the two apart either.
  const sharers = (pattern: string): number =>
    [...patterns.values()].filter((own) => [...own].some((each) => each.includes(pattern))).length;
  const suspects = cases.map(({ id }): Suspect => {
    const match = matches.find((each) => each.id === id);
    const own = hits.filter(({ pattern }) => patterns.get(id)?.has(pattern));
    const weighed = own
      .map((hit) => ({ hit, worth: worth(hit.pattern, sharers(hit.pattern)) }))
      .toSorted((a, b) => b.worth - a.worth);
    const [best, ...further] = weighed.map((each) => each.worth);
    const patternScore =
      (best ?? 0) + FURTHER_MESSAGES * further.reduce((sum, each) => sum + each, 0);
    return {
      id,
      score: TEXT * (match?.score ?? 0) + patternScore,
      words: match?.words ?? [],
      hits: weighed.map(({ hit }) => hit),
    };
  });
  return suspects.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score);
}
