import type { Language } from "#contract/message.ts";
import { type CaseLibrary, Question } from "#search/question.ts";

/** What somebody typed or pasted, the cases that answer it, any of them, and where it was found. */
export interface Phrasing {
  readonly asks: string;
  readonly cases: readonly string[];
  readonly source: string;
}

/** How often the right case is the first, and among the first three. */
export interface Shares {
  readonly count: number;
  readonly first: number;
  readonly firstThree: number;
}

const HAN = /\p{Script=Han}/u;

export const languageOf = ({ asks }: Phrasing): Language => (HAN.test(asks) ? "zh" : "en");

/** The place of the right case in the answer, 1 for the first; infinite if it is not considered. */
function placeOf({ asks, cases: right }: Phrasing, library: CaseLibrary): number {
  const question = new Question(library);
  question.feed(new TextEncoder().encode(asks));
  const place = question.answer(asks).considered.findIndex((each) => right.includes(each.case));
  return place === -1 ? Infinity : place + 1;
}

export function sharesOf(phrasings: readonly Phrasing[], library: CaseLibrary): Shares {
  const places = phrasings.map((phrasing) => placeOf(phrasing, library));
  const share = (most: number): number =>
    places.filter((place) => place <= most).length / places.length;
  return { count: places.length, first: share(1), firstThree: share(3) };
}
