const ESCAPES = String.raw`(?:\u001b\[[\d;]*m)*`;
const OPENING_LAST = new RegExp(String.raw`([（《「“]+)(${ESCAPES})\n( *)(?=[^\n ])`, "g");
const CLOSING_FIRST = new RegExp(
  String.raw`(?<!\n)\n( *${ESCAPES})([，。；：、）》」”！？]+)(?:(${ESCAPES} *)(?=\n|$)|(?=.))`,
  "g",
);

/** Markdown needs it after bold text that ends with such a mark; nobody else does. */
const SPACE_AFTER_MARK = new RegExp(
  String.raw`([，。；：、！？]${ESCAPES}) (?=${ESCAPES}\p{Script=Han})`,
  "gu",
);

/** What {@link keepMarks} may add to a line, in columns. */
export const MARK_WIDTH = 4;

/** Chinese punctuation as it may stand: none that closes begins a line, none that opens ends one, and no space follows one. Escape sequences stay where they are. */
export function keepMarks(text: string): string {
  return text
    .replaceAll(SPACE_AFTER_MARK, "$1")
    .replaceAll(OPENING_LAST, "$2\n$3$1")
    .replaceAll(CLOSING_FIRST, (_, start: string, marks: string, empty: string | undefined) =>
      empty === undefined ? `${marks}\n${start}` : `${marks}${start.trimStart()}${empty}`,
    );
}

const UNBREAKABLE = "\u00a0";
const CODE_OR_GROUP = /`[^`]*`|(?<=\d) (?=\d{3}(?!\d)|%)/g;

/** Keeps the spaces of `1 048 576` and `2 %` together while `set` breaks the lines of a Markdown text. Code stays as it is. */
export function withWholeNumbers(markdown: string, set: (markdown: string) => string): string {
  const whole = markdown.replaceAll(CODE_OR_GROUP, (found) =>
    found === " " ? UNBREAKABLE : found,
  );
  return set(whole).replaceAll(UNBREAKABLE, " ");
}
