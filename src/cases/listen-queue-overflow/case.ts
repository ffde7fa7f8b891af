import { defineCase } from "#contract/case.ts";
import { diagnose } from "./diagnose.ts";
import { closerNeeds, needs, targets } from "./needs.ts";
import { symptoms } from "./symptoms.ts";

/** Connections are dropped because the queue of those that wait for accept is full. */
export default defineCase({
  id: "listen-queue-overflow",
  title: {
    en: "Connections are dropped by a full listen queue",
    zh: "监听队列已满，连接被丢弃",
  },
  causes: ["backlog-too-small", "application-too-slow"],
  needsRoot: true,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets },
  diagnose,
});
