import { type Case, defineCase } from "#contract/case.ts";
import { closerNeeds, diagnose, needs, suspects } from "./diagnose.ts";
import { words } from "./messages.ts";
import { symptoms } from "./symptoms.ts";

/** The mount table of a namespace fills, because copies of mounts multiply in it or because something keeps adding. */
const mountTableLeak: Case = defineCase({
  id: "mount-table-leak",
  title: words.title().words,
  causes: ["recursive-propagation", "near-mount-max"],
  needsRoot: true,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets: suspects },
  diagnose,
});

export default mountTableLeak;
