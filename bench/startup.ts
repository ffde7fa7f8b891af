import type { Bench } from "./bench.ts";
import { CASEBOOK, compare } from "./measure.ts";

/** Start-up beside Node's: what a user waits for before anything is done. */
const startup: Bench = {
  name: "startup",
  async measure() {
    const { ours, theirs } = await compare(
      { ours: [CASEBOOK, "--version"], theirs: ["node", "-e", "0"] },
      21,
    );
    const what = "casebook --version / node -e 0";
    return {
      rows: [{ what, ours: ours.wallSeconds, theirs: theirs.wallSeconds, unit: "s", aim: 0.3 }],
    };
  },
};

export default startup;
