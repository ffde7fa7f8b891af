import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { compare, runOnce } from "./measure.ts";

const PACKETS = 2_000_000;
const FLOWS = 2000;
const BUN = process.execPath;
const program = (name: string): string => join(import.meta.dir, "capture", name);

/** Reading and decoding a capture, beside the program that only counts its records. */
const captureRead: Bench = {
  name: "capture-read",
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), "casebook-bench-"));
    try {
      const file = join(folder, "flows.pcap");
      await runOnce([BUN, program("generate.ts"), file, String(PACKETS), String(FLOWS)]);
      const { ours, theirs, flows, tcptrace } = await compare(
        {
          ours: [BUN, program("decode-file.ts"), file],
          theirs: ["capinfos", file],
          flows: [BUN, program("follow-file.ts"), file],
          tcptrace: ["tcptrace", "-n", file],
        },
        5,
      );
      const what = `${PACKETS / 1e6} million packets`;
      return {
        rows: [
          {
            what: `read and decode ${what} / capinfos`,
            ours: ours.wallSeconds,
            theirs: theirs.wallSeconds,
            unit: "s",
            aim: 1.5,
          },
          {
            what: `follow the flows of ${what} / tcptrace`,
            ours: flows.wallSeconds,
            theirs: tcptrace.wallSeconds,
            unit: "s",
            aim: 1 / 3,
          },
          {
            what: `follow the flows of ${what}: peak memory`,
            ours: flows.peakMebibytes,
            theirs: null,
            unit: "MiB",
            aim: 128,
          },
          {
            what: `read and decode ${what}: peak memory`,
            ours: ours.peakMebibytes,
            theirs: null,
            unit: "MiB",
            aim: 128,
          },
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export default captureRead;
