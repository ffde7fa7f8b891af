import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Row } from "./bench.ts";
import { CASEBOOK, compare, type Cost, runOnce } from "./measure.ts";

const PACKETS = 2_000_000;
const FLOWS = 2000;
/** tshark holds all that it has seen of a capture in memory, so it gets the first so many: its time is compared by the packet. */
const SLICE = 200_000;
const ROUNDS = 5;
const GENERATE = join(import.meta.dir, "capture/generate.ts");
const AIM_MEBIBYTES = 128;

async function generate(file: string, packets: number, flows: number): Promise<void> {
  await runOnce([process.execPath, GENERATE, file, String(packets), String(flows)]);
}

const memory = (what: string, { peakMebibytes }: Cost): Row => ({
  what: `${what}: peak memory`,
  ours: peakMebibytes,
  theirs: null,
  unit: "MiB",
  aim: AIM_MEBIBYTES,
});

/** `casebook pcap`, start, verdicts and text included, beside the tools that read captures. */
const capture: Bench = {
  name: "capture",
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), "casebook-bench-"));
    const [file, slice, long] = ["flows.pcap", "slice.pcap", "long.pcap"].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    try {
      await generate(file, PACKETS, FLOWS);
      await runOnce(["editcap", "-r", file, slice, `1-${SLICE}`]);
      const { ours, capinfos, tcptrace, tshark } = await compare(
        {
          ours: [CASEBOOK, "pcap", file],
          capinfos: ["capinfos", file],
          tcptrace: ["tcptrace", "-n", file],
          tshark: ["tshark", "-q", "-z", "expert", "-r", slice],
        },
        ROUNDS,
      );
      const what = `${PACKETS / 1e6} million packets in ${FLOWS} flows`;
      const beside = (name: string, cost: Cost, packets: number, aim: number): Row => ({
        what: `${what} / ${name}`,
        ours: (ours.wallSeconds / PACKETS) * 1e6,
        theirs: (cost.wallSeconds / packets) * 1e6,
        unit: "µs a packet",
        aim,
      });
      await generate(long, 10 * PACKETS, FLOWS);
      return {
        rows: [
          beside(`tshark -q -z expert of the first ${SLICE}`, tshark, SLICE, 1 / 100),
          beside("tcptrace", tcptrace, PACKETS, 1 / 3),
          beside("capinfos", capinfos, PACKETS, 1.5),
          memory(what, ours),
          memory("ten times the packets", await runOnce([CASEBOOK, "pcap", long])),
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export default capture;
