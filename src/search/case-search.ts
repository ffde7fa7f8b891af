import MiniSearch, { type SearchResult } from "minisearch";
import type { Language } from "#contract/message.ts";
import { passagesOf, type SearchedCase, WEIGHTS } from "./passages.ts";
import { termsOf, wordsOf } from "./words-of.ts";

/** What speaks for a case: its score, and the words of the query that were found, the telling ones first. */
export interface TextMatch {
  readonly id: string;
  readonly score: number;
  readonly words: readonly string[];
}

/** A passage as it is indexed: its words, each once, apart by line ends. */
interface Entry {
  readonly id: number;
  readonly caseId: string;
  readonly kind: keyof typeof WEIGHTS;
  readonly words: string;
}

/** What further passages of the same case add to its best one. */
const FURTHER = 0.7;
const FURTHER_AT_MOST = 4;
/** Typing errors are forgiven in long words only, and similar words count less. */
const LONG_WORD = 6;

const isLatin = (word: string): boolean => /^[a-z]+$/.test(word);
const split = (words: string): string[] => words.split("\n");

/** Full-text search over what the cases say of themselves. */
export class CaseSearch {
  readonly #index = new MiniSearch<Entry>({
    fields: ["words"],
    storeFields: ["caseId", "kind"],
    tokenize: split,
    processTerm: (term) => term,
  });
  /** The cases that use a word. */
  readonly #users = new Map<string, Set<string>>();
  readonly #cases: number;

  /** @param language the one of the questions: guides in other languages are not searched. */
  constructor(cases: readonly SearchedCase[], language: Language) {
    this.#cases = cases.length;
    const passages = cases.flatMap((each) => passagesOf(each, language));
    this.#index.addAll(
      passages.map(({ caseId, kind, text }, id): Entry => {
        const words = [...new Set(wordsOf(text))];
        for (const word of words) {
          const users = this.#users.get(word);
          if (users) users.add(caseId);
          else this.#users.set(word, new Set([caseId]));
        }
        return { id, caseId, kind, words: words.join("\n") };
      }),
    );
  }

  /** The cases that the words fit, the best first. */
  search(text: string): TextMatch[] {
    const typed = new Map(termsOf(text).map((term) => [term.word, term.typed]));
    const words = [...typed.keys()];
    const found = this.#index.search(words.join("\n"), {
      combineWith: "OR",
      fuzzy: (term) => isLatin(term) && term.length >= LONG_WORD && 0.2,
      prefix: (term) => isLatin(term) && term.length >= LONG_WORD,
      weights: { fuzzy: 0.3, prefix: 0.4 },
      boostTerm: (term) => this.#telling(term),
      boostDocument: (_id, _term, stored) => weightOf(stored),
    });
    const asked = this.#sum(words);
    const byCase = Map.groupBy(found, (result) => String(result["caseId"]));
    const matches = [...byCase].map(([id, results]): TextMatch => {
      const scores = results
        .map((result) => this.#scoreOf(result, asked))
        .toSorted((a, b) => b - a);
      const further = scores.slice(1, 1 + FURTHER_AT_MOST).reduce((sum, each) => sum + each, 0);
      const own = [...new Set(results.flatMap(({ queryTerms }) => queryTerms))];
      return {
        id,
        score: (scores[0] ?? 0) + FURTHER * (further / FURTHER_AT_MOST),
        words: own
          .toSorted((a, b) => this.#telling(b) - this.#telling(a))
          .map((word) => typed.get(word) ?? word),
      };
    });
    return matches.toSorted((a, b) => b.score - a.score);
  }

  /** How well a word tells one case from the others: 1 if a single one uses it. */
  #telling(word: string): number {
    const users = this.#users.get(word)?.size ?? 1;
    return Math.log(1 + this.#cases / users) / Math.log(1 + this.#cases);
  }

  #sum(words: readonly string[]): number {
    return words.reduce((sum, word) => sum + this.#telling(word), 0);
  }

  /** A passage that holds most of what was asked is better than one that holds a part of it often. */
  #scoreOf({ score, terms, queryTerms }: SearchResult, asked: number): number {
    return (score / Math.max(1, terms.length)) * (this.#sum(queryTerms) / asked);
  }
}

function weightOf(stored: Record<string, unknown> | undefined): number {
  const kind = stored?.["kind"];
  return typeof kind === "string" && kind in WEIGHTS ? WEIGHTS[kind as keyof typeof WEIGHTS] : 1;
}
