const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
const HAN = /\p{Script=Han}/u;

/** Words that tell no issue from another. */
const STOP_WORDS = new Set(
  (
    "a about after all also am an and any are as at be because been before but by can could did do does doing for from get gets getting got " +
    "had has have help how i if in into is it its just like me my no not now of off on one only or other our out over please seems should " +
    "since so some still than that the their them then there these they this to try trying up use used using very was we were what when " +
    "where which while who why will with would you your " +
    "的 我的 了 在 是 我 有 和 就 都 而 及 与 或 一个 这个 那个 怎么 怎么办 为什么 如何 什么 请问 求助 出现 时候 会 被 把 到 上 里 后 时 中 也 很 又 没 让 给 对 吗 呢 请"
  ).split(" "),
);

/**
 * The words of a text as it is searched: lower case, Chinese cut into words, identifiers (`insert_failed`,
 * `tcp_mem`) both whole and in parts. Words without meaning are left out.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [run] of text
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}_]+(?:[.\-/][\p{L}\p{M}\p{N}_]+)*/gu)) {
    if (HAN.test(run)) words.push(...chineseWords(run));
    else words.push(...parts(run));
  }
  return words.filter((word) => !STOP_WORDS.has(word) && !/^\d{1,2}$|^\d{4,}$/.test(word));
}

/** `net.core.somaxconn` is itself and its parts; a plain word is itself. */
function parts(run: string): string[] {
  const inner = run.split(/[_.\-/]+/).filter((part) => part.length > 1);
  return inner.length === 1 && inner[0] === run ? [stem(run)] : [run, ...inner.map(stem)];
}

/** The segmenter knows words; single characters that it leaves beside each other are joined to pairs, which is how unknown words are found. */
function chineseWords(run: string): string[] {
  const words: string[] = [];
  let singles = "";
  const flush = (): void => {
    words.push(...(singles.length === 1 ? [singles] : pairs(singles)));
    singles = "";
  };
  for (const { segment } of segmenter.segment(run)) {
    if (HAN.test(segment) && segment.length === 1) {
      singles += segment;
      continue;
    }
    flush();
    words.push(...(HAN.test(segment) ? [segment] : parts(segment)));
  }
  flush();
  return words;
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
