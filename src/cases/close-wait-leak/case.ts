import { defineCase } from "#contract/case.ts";
import { diagnose } from "./diagnose.ts";
import { closerNeeds, needs, targets } from "./needs.ts";
import { symptoms } from "./symptoms.ts";

/** A process keeps sockets that its peers have closed long ago. */
export default defineCase({
  id: "close-wait-leak",
  title: {
    en: "Sockets pile up in CLOSE_WAIT: the application does not close them",
    zh: "CLOSE_WAIT 堆积：应用程序没有关闭套接字",
  },
  causes: ["application-does-not-close"],
  needsRoot: true,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets },
  diagnose,
});
