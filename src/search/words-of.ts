import { meaningOf, PHRASE } from "./synonyms.ts";

const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
const HAN = /\p{Script=Han}/u;
const RUN = /[\p{L}\p{M}\p{N}_]+(?:[.\-/][\p{L}\p{M}\p{N}_]+)*/gu;

/** Words that tell no issue from another. */
const STOP_WORDS = new Set(
  (
    "a about after all almost also although always am an and any are around as at be because become been before but by can cannot could days did do does doing don done even " +
    "ever every find for found from get gets getting go goes got " +
    "had has have help here how however i if in instead into is it its just later like look lot lots many me more most much my need no not now of off often ok on one only or other our out over please " +
    "problem problems same see seem server servers seems set should since so some sometimes still such sure t than that the their them then there these they thing things this to too try trying up use used using very was we went were what when " +
    "rpc desc code where whether which while who why will with within without work works would yet you your " +
    "的 我的 了 在 是 我 有 和 就 都 而 及 与 或 一个 这个 那个 某个 怎么 怎么办 怎样 为什么 如何 什么 请问 请教 求助 求问 出现 时候 会 被 把 到 上 下 里 后 时 中 也 很 又 没 让 给 对 吗 呢 请 " +
    "服务 服务器 机器 原因 问题 情况 导致 可能 现在 已经 还有 还是 然后 之后 以后 之前 一段 时间 解决 处理 办法 方法 明明 但是 因为 所以 如果 不去 大量 一直 经常 突然 提示 显示 报 报错 错误 错"
  ).split(" "),
);

/** A word as it is searched, and as it was typed. */
export interface Term {
  readonly word: string;
  readonly typed: string;
}

/** The words of a text as it is searched. */
export const wordsOf = (text: string): string[] => termsOf(text).map(({ word }) => word);

/**
 * The words of a text: lower case, Chinese cut into words, identifiers (`insert_failed`, `tcp_mem`) both whole and in
 * parts, words of one meaning made one. Words without meaning are left out.
 */
export function termsOf(text: string): Term[] {
  const lower = text.toLowerCase();
  const terms: Term[] = [];
  let at = 0;
  for (const { 0: phrase, index } of lower.matchAll(PHRASE)) {
    terms.push(...plainTerms(lower.slice(at, index)), {
      word: stem(meaningOf(phrase)),
      typed: phrase,
    });
    at = index + phrase.length;
  }
  terms.push(...plainTerms(lower.slice(at)));
  return terms;
}

function plainTerms(text: string): Term[] {
  const terms: Term[] = [];
  for (const [run] of text.matchAll(RUN))
    terms.push(...(HAN.test(run) ? chineseTerms(run) : latinTerms(run)));
  return terms.filter(({ word }) => isTelling(word));
}

const isTelling = (word: string): boolean =>
  !STOP_WORDS.has(word) && word.length > 1 && !/^\d{1,2}$|^\d{4,}$/.test(word);

/** `net.core.somaxconn` is itself and its parts; a plain word is itself. */
function latinTerms(run: string): Term[] {
  const inner = run.split(/[_.\-/]+/).filter((part) => part.length > 1);
  const parts = inner.map((typed) => ({ word: stem(meaningOf(typed)), typed }));
  return inner.length === 1 && inner[0] === run ? parts : [{ word: run, typed: run }, ...parts];
}

/** The segmenter knows words; single characters that it leaves beside each other are joined to pairs, which is how unknown words are found. */
function chineseTerms(run: string): Term[] {
  const terms: Term[] = [];
  let singles = "";
  const flush = (): void => {
    terms.push(...pairs(singles).map((word) => ({ word, typed: word })));
    singles = "";
  };
  for (const { segment } of segmenter.segment(run)) {
    const isHan = HAN.test(segment);
    if (isHan && segment.length === 1 && !STOP_WORDS.has(segment)) {
      singles += segment;
      continue;
    }
    flush();
    terms.push(
      ...(isHan ? [{ word: stem(meaningOf(segment)), typed: segment }] : latinTerms(segment)),
    );
  }
  flush();
  return terms;
}

function pairs(characters: string): string[] {
  return Array.from({ length: Math.max(0, characters.length - 1) }, (_, at) =>
    characters.slice(at, at + 2),
  );
}

/** Plural and tense of English, roughly: the same for what is searched and what is found. */
function stem(word: string): string {
  if (word.length < 5 || !/^[a-z]+$/.test(word)) return word;
  return word
    .replace(/ies$/, "y")
    .replace(/(ss|sh|ch|x)es$/, "$1")
    .replace(/([^su])s$/, "$1")
    .replace(/(?:([bdgmnprt])\1|([a-z]))(?:ing|ed)$/, "$1$2");
}
