import type { Fact } from "./fact.ts";
import { defineMessages } from "./message.ts";
import type { Reading } from "./reading.ts";
import type { Missing } from "./verdict.ts";

const words = defineMessages("missing", {
  secondSample: {
    en: "{fact} counts since boot; a rate needs two samples: run with --interval 1s, or give a snapshot that holds later/",
    zh: "{fact} 是开机以来的累计值，计算速率需要两次采样：请加 --interval 1s，或使用含 later/ 目录的快照",
  },
  read: { en: "{fact} was read", zh: "已读取 {fact}" },
});

/** What a case says when it needed a rate and there is one sample only. */
export function needsSecondSample(fact: Fact<unknown>): Missing {
  return { fact: fact.id, why: words.secondSample({ fact: fact.id }) };
}

/** Why a fact is missing, in the words of the host. */
export function missingOf(fact: Fact<unknown>, reading: Reading<unknown>): Missing {
  return {
    fact: fact.id,
    why: reading.status === "read" ? words.read({ fact: fact.id }) : reading.reason,
  };
}
