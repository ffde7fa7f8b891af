/** How words are set off; the plain one leaves them as they are. */
export interface Paint {
  readonly present: (text: string) => string;
  readonly latent: (text: string) => string;
  readonly absent: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;
export const plainPaint: Paint = {
  present: same,
  latent: same,
  absent: same,
  strong: same,
  faint: same,
};

const sgr =
  (code: number) =>
  (text: string): string =>
    text === "" ? "" : `\u001b[${code}m${text}\u001b[0m`;

/** ECMA-48 SGR colours of the basic set: every terminal has them, and its owner has chosen them. */
export const colourPaint: Paint = {
  present: sgr(31),
  latent: sgr(33),
  absent: sgr(32),
  strong: sgr(1),
  faint: sgr(2),
};
