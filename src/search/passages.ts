import type { Case } from "#contract/case.ts";
import type { Language } from "#contract/message.ts";

/** A case as it is searched: `guides` is its Markdown by language. */
export interface SearchedCase {
  readonly known: Case;
  readonly guides: Readonly<Record<Language, string>>;
}

/** How much a passage counts, by what it is. */
export const WEIGHTS = {
  title: 1.2,
  symptom: 1.5,
  message: 1.3,
  symptomsOfGuide: 1,
  guide: 0.3,
} as const;

/** One passage of a case. Short ones match better than long ones, so that a symptom is found by its own words. */
export interface Passage {
  readonly caseId: string;
  readonly kind: keyof typeof WEIGHTS;
  readonly text: string;
}

/** Chapters that speak of other cases or of the web, and chapters whose words describe the trouble itself. */
const ELSEWHERE = /^(?:Look-alikes|相似问题|References|参考)\n/;
const SYMPTOMS = /^(?:Symptoms|症状)\n/;
const isOfSymptoms = (chapter: string): boolean => SYMPTOMS.test(chapter);

/** What a case says of itself. Of its guide, the one in the reader's language is enough: symptoms and titles are in both. */
export function passagesOf({ known, guides }: SearchedCase, language: Language): Passage[] {
  const caseId = known.id;
  const titles = [known.id.replaceAll("-", " "), known.title.en, known.title.zh];
  const chapters = guides[language].split(/^## /m).filter((chapter) => !ELSEWHERE.test(chapter));
  return [
    { caseId, kind: "title", text: [...titles, ...known.causes].join(" ") },
    ...known.symptoms.flatMap(({ says, patterns = [] }): Passage[] => [
      { caseId, kind: "symptom", text: `${says.en} ${says.zh}` },
      ...patterns.map((text) => ({ caseId, kind: "message" as const, text })),
    ]),
    { caseId, kind: "symptomsOfGuide", text: chapters.filter(isOfSymptoms).join("\n") },
    { caseId, kind: "guide", text: chapters.filter((each) => !isOfSymptoms(each)).join("\n") },
  ];
}
