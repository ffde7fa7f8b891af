import type { Quantity } from "./quantity.ts";

/** The languages a user can read. Every sentence exists in all of them, or it does not compile. */
export type Language = "en" | "zh";
export type Words = Readonly<Record<Language, string>>;

/** What fills a `{slot}`: host text (made visible when rendered), a number, a quantity, or another sentence. */
export type Slot = string | number | bigint | Quantity | Says;

/**
 * What stands between braces: `{count}` is a slot; `{count:file is|files are}` the words for one and for more of it.
 * Chinese has no such words.
 */
type SlotName<T extends string> = T extends `${infer Name}:${string}` ? Name : T;

/** One sentence in every language, with the values that fill it. `key` is stable; the words may improve freely. */
export interface Says {
  readonly key: string;
  readonly slots: Readonly<Record<string, Slot>>;
  readonly words: Words;
}

type SlotNames<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? SlotName<Name> | SlotNames<Rest>
  : never;

/** Both languages must use the same slots; if not, the expected type of `zh` names the difference. */
type SameSlots<M extends Record<string, Words>> = {
  readonly [K in keyof M]: {
    readonly en: string;
    readonly zh: [SlotNames<M[K]["en"]>, SlotNames<M[K]["zh"]>] extends [
      SlotNames<M[K]["zh"]>,
      SlotNames<M[K]["en"]>,
    ]
      ? string
      : { readonly slotsDifferFromEnglish: SlotNames<M[K]["en"]> };
  };
};

export type Messages<M extends Record<string, Words>> = {
  readonly [K in keyof M]: SlotNames<M[K]["en"]> extends never
    ? () => Says
    : (slots: Readonly<Record<SlotNames<M[K]["en"]>, Slot>>) => Says;
};

/**
 * Declares the sentences of one place (a case, the engine, the command line).
 *
 * @param scope prefix of every key: `conntrack-insert-failed` gives `conntrack-insert-failed/fill`.
 * @returns for each message a function from its slots to a {@link Says}.
 */
export function defineMessages<const M extends Record<string, Words>>(
  scope: string,
  messages: M & SameSlots<M>,
): Messages<M> {
  const said: Record<string, (slots?: Says["slots"]) => Says> = {};
  // Made when they are said: a run says few of the thousands that there are.
  return new Proxy(said, {
    get(known, name) {
      if (typeof name !== "string" || !Object.hasOwn(messages, name)) return undefined;
      const words: Words | undefined = messages[name];
      const key = `${scope}/${name}`;
      return words && (known[name] ??= (slots = {}) => ({ key, slots, words }));
    },
  }) as Messages<M>;
}
