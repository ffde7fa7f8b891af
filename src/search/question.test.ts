import { expect, test } from "bun:test";
import type { ReportWhy } from "#contract/report.ts";
import { rankByVerdict } from "./consider.ts";
import { CaseLibrary, Question } from "./question.ts";
import { loadSearchedCases } from "./searched-cases.ts";

const searched = await loadSearchedCases();

const library = new CaseLibrary(searched);

function ask(text: string): ReportWhy {
  const question = new Question(library);
  question.feed(new TextEncoder().encode(text));
  return question.answer(text);
}

test("every symptom finds its own case, in both languages", () => {
  const strays = searched.flatMap(({ known }) =>
    known.symptoms
      .flatMap(({ says }) => [says.en, says.zh])
      .filter(
        (words) =>
          !ask(words)
            .considered.slice(0, 3)
            .some(({ case: id }) => id === known.id),
      )
      .map((words) => `${known.id}: ${words}`),
  );
  expect(strays).toEqual([]);
}, 30_000);

test("words that no case has find nothing", () => {
  expect(ask("xyzzy plugh").considered).toEqual([]);
});

test("a long log is judged by its error messages, and says where they stand", () => {
  const filler = "Nov 23 12:00:00 web-1 systemd[1]: Started Session 7 of user root.\n".repeat(200);
  const question = new Question(library);
  const log = `${filler}Nov 23 12:01:00 web-1 kubelet[9]: mount: /mnt: mount(2) system call failed: No space left on device.\nNov 23 12:02:00 web-1 app[7]: fatal flux 17\nNov 23 12:02:01 web-1 app[7]: fatal flux 18\n`;
  question.feed(new TextEncoder().encode(log));
  const { considered, strange, lines } = question.answer(null);
  expect(considered[0]).toMatchObject({
    case: "mount-table-leak",
    words: [],
    patterns: [{ pattern: "mount(2) system call failed: no space left on device", firstLine: 201 }],
  });
  expect(strange).toEqual([{ line: "app[7]: fatal flux 17", firstLine: 202, count: 2 }]);
  expect(lines).toBe(203);
});

test("what the host shows weighs more than the words", () => {
  const why: ReportWhy = {
    asked: "x",
    lines: 1,
    bytes: 1,
    strange: [],
    considered: [
      { case: "a", score: 30, words: [], patterns: [] },
      { case: "b", score: 10, words: [], patterns: [] },
    ],
  };
  const absent = { case: "a", title: "A", kind: "absent", evidence: [] } as const;
  const present = { case: "b", title: "B", kind: "present", findings: [] } as const;
  const ranked = rankByVerdict(why, [
    { ...absent, evidence: [] },
    { ...present, findings: [] },
  ]);
  expect(ranked.why.considered.map((suspect) => suspect.case)).toEqual(["b", "a"]);
  expect(ranked.verdicts.map((verdict) => verdict.case)).toEqual(["b", "a"]);
});
