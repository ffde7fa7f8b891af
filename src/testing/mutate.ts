import * as fc from "fast-check";

/** Texts near a real one: bytes changed, lines dropped, doubled or swapped, numbers made huge, the end cut off. */
export function mutated(samples: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    how: fc.constantFrom("cut", "drop", "double", "byte", "number", "blank", "swap" as const),
    byte: fc.integer({ min: 0, max: 0x2ff }),
    number: fc.constantFrom(
      "-1",
      "99999999999999999999999",
      "0x",
      "NaN",
      "1e400",
      "18446744073709551616",
      "",
    ),
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([sample, edits]) =>
      edits.reduce((text, { at, how, byte, number }) => {
        const place = Math.floor(at * text.length);
        const lines = text.split("\n");
        const line = Math.floor(at * lines.length);
        const here = lines[line] ?? "";
        switch (how) {
          case "cut":
            return text.slice(0, place);
          case "drop":
            return lines.toSpliced(line, 1).join("\n");
          case "double":
            return lines.toSpliced(line, 0, here).join("\n");
          case "byte":
            return text.slice(0, place) + String.fromCharCode(byte) + text.slice(place + 1);
          case "number":
            return text.slice(0, place) + text.slice(place).replace(/\d+/, number);
          case "blank":
            return lines.with(line < lines.length ? line : 0, "").join("\n");
          case "swap":
            return [...lines.slice(line), ...lines.slice(0, line)].join("\n");
        }
      }, sample),
    );
}
