import { type Fact, walkFact } from "#contract/fact.ts";
import { count } from "#text/fields.ts";
import { parseRecord } from "#text/record.ts";

const OUTCOMES = ["answered", "silent", "refused", "full", "denied", "ended", "failed"] as const;

/** What a daemon did with one question. */
export interface RuntimeAnswer {
  /** Of the daemon. */
  readonly pid: number;
  readonly daemon: string;
  readonly socket: string;
  /** A path of Docker's API, or `HTTP/2 SETTINGS`. */
  readonly request: string;
  /**
   * `silent`: not within the limit, each time. `full`: it was not accepted, and no more may wait. `refused`: nobody
   * listens. `ended`: closed without an answer.
   */
  readonly outcome: (typeof OUTCOMES)[number];
  /** Of HTTP; null without an answer. */
  readonly status: number | null;
  /** Of the last try. */
  readonly seconds: number;
  readonly tries: number;
  /** That the question was about. */
  readonly container: { readonly id: string; readonly name: string } | null;
  /** 1-based. */
  readonly line: number;
}

function answerFrom(row: string, line: number): RuntimeAnswer | null {
  const { kind, fields } = parseRecord(row) ?? { kind: "", fields: new Map<string, string>() };
  const outcome = OUTCOMES.find((known) => known === fields.get("outcome"));
  const [pid, request] = [count(fields.get("pid")), fields.get("request")];
  if (kind !== "answer" || !outcome || pid === null || request === undefined) return null;
  const seconds = fields.get("seconds") ?? "";
  const id = fields.get("container");
  return {
    pid,
    daemon: fields.get("daemon") ?? "",
    socket: fields.get("socket") ?? "",
    request,
    outcome,
    status: count(fields.get("status")),
    seconds: /^\d{1,6}(\.\d{1,9})?$/.test(seconds) ? Number(seconds) : 0,
    tries: count(fields.get("tries")) ?? 1,
    container: id === undefined ? null : { id, name: fields.get("name") ?? "" },
    line,
  };
}

/** What the daemons of container runtimes answer when they are asked: a probe, put when something is suspected or a user names the case. */
const runtimeAnswers: Fact<readonly RuntimeAnswer[]> = walkFact({
  id: "walk/runtime-answers",
  walk: "runtime-answers",
  scope: "host",
  privilege: "root",
  limitSeconds: 20,
  spec: [
    "src/host/walks/runtime-answers.ts",
    "https://docs.docker.com/reference/api/engine/",
    "RFC 9113, 3.4",
  ],
  parse: (text, note) =>
    text.split("\n").flatMap((row, index) => {
      if (row === "") return [];
      const answer = answerFrom(row, index + 1);
      if (!answer) note({ line: index + 1, text: row.slice(0, 80) });
      return answer ?? [];
    }),
});

export default runtimeAnswers;
