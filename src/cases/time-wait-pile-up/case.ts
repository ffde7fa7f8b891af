import { defineCase } from "#contract/case.ts";
import { targets } from "./crowd.ts";
import { diagnose } from "./diagnose.ts";
import { closerNeeds, needs } from "./needs.ts";
import { symptoms } from "./symptoms.ts";

/** Local ports are used up toward a destination, or TIME_WAIT is skipped. Many sockets in TIME_WAIT alone are no fault. */
export default defineCase({
  id: "time-wait-pile-up",
  title: {
    en: "Connections fail for want of a local port: TIME_WAIT and ephemeral ports",
    zh: "本地端口不足导致连接失败：TIME_WAIT 与临时端口",
  },
  causes: ["ephemeral-ports-exhausted", "tw-bucket-overflow"],
  needsRoot: true,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets },
  diagnose,
});
