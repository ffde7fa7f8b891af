import { defineCase } from "#contract/case.ts";
import { diagnose } from "./diagnose.ts";
import { closerNeeds, needs, targets } from "./needs.ts";
import { symptoms } from "./symptoms.ts";

/** The host's TCP sockets hold more memory than tcp_mem allows, or more are orphaned than tcp_max_orphans. */
export default defineCase({
  id: "tcp-memory-pressure",
  title: {
    en: "TCP runs out of memory: tcp_mem and orphaned sockets",
    zh: "TCP 内存不足：tcp_mem 与孤儿套接字",
  },
  causes: ["tcp-mem-high", "orphans-high"],
  needsRoot: false,
  symptoms,
  needs,
  closer: { needs: closerNeeds, targets },
  diagnose,
});
