import type { Bench } from "./bench.ts";
import { CASEBOOK, compare } from "./measure.ts";

/** What a whole check costs a host that is well. */
const idleHost: Bench = {
  name: "idle-host",
  async measure() {
    const { check } = await compare({ check: [CASEBOOK, "check", "--interval", "0"] }, 5);
    return {
      rows: [
        {
          what: "check --interval 0: CPU time",
          ours: check.cpuSeconds,
          theirs: null,
          unit: "s",
          aim: 0.25,
        },
        {
          what: "check --interval 0: peak memory",
          ours: check.peakMebibytes,
          theirs: null,
          unit: "MiB",
          aim: 64,
        },
      ],
    };
  },
};

export default idleHost;
