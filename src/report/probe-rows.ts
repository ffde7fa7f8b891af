import { defineMessages, type Says } from "#contract/message.ts";
import type { PathProbe, ProbedSizes } from "#contract/probe.ts";
import { quantity } from "#contract/quantity.ts";
import { visible } from "#text/visible.ts";
import type { Row } from "./columns.ts";

const words = defineMessages("probe", {
  header: { en: "path MTU to {destination}", zh: "到 {destination} 的路径 MTU" },
  sizes: { en: "{sizes} bytes", zh: "{sizes} 字节" },
  took: { en: "measured in {seconds}", zh: "测量用时 {seconds}" },
  edge: {
    en: "{through} bytes arrive, {never} never",
    zh: "{through} 字节可达，{never} 字节不可达",
  },
  through: { en: "{through} bytes arrive", zh: "{through} 字节可达" },
  nothing: { en: "no answer", zh: "没有应答" },
});

export function probeHeader(
  version: string,
  { destination, seconds, paths }: PathProbe,
  say: (says: Says) => string,
): string {
  const took = words.took({ seconds: quantity(seconds, "seconds") });
  const known = [...new Set(paths.flatMap(({ pathMtu }) => pathMtu.there ?? []))];
  const sizes = known.length === 0 ? [] : [say(words.sizes({ sizes: known.join(", ") }))];
  return [`casebook ${version}`, say(words.header({ destination })), ...sizes, say(took)].join(
    " · ",
  );
}

function sizesSays({ through, never }: ProbedSizes): Says {
  if (through === null) return words.nothing();
  const arrives = { through: String(through) };
  return never === null ? words.through(arrives) : words.edge({ ...arrives, never: String(never) });
}

/** What each means found: for a verdict that has no evidence to show. */
export function probeRows({ paths }: PathProbe, say: (says: Says) => string): Row[] {
  return paths.flatMap(({ address, found, tcp }) => {
    const rows = found.map(({ by, ...sizes }) => ({ by: by === "udp" ? "UDP" : "ping", sizes }));
    const there = tcp?.there ? [{ by: "TCP →", sizes: tcp.there }] : [];
    const back = tcp?.back ? [{ by: "TCP ←", sizes: tcp.back }] : [];
    return [...rows, ...there, ...back].map(({ by, sizes }) => ({
      label: `${visible(address)} ${by}`,
      value: say(sizesSays(sizes)),
      note: "",
    }));
  });
}
