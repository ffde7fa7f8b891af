import { defineCase } from "#contract/case.ts";
import { diagnose } from "./diagnose.ts";
import { needs } from "./needs.ts";
import { symptoms } from "./symptoms.ts";

/** Clients behind NAT are dropped for their timestamps: by tcp_tw_recycle before Linux 4.12, by PAWS in general. */
export default defineCase({
  id: "tcp-tw-recycle-drop",
  title: {
    en: "Clients behind NAT time out: tcp_tw_recycle and TCP timestamps",
    zh: "NAT 后的客户端超时：tcp_tw_recycle 与 TCP 时间戳",
  },
  causes: ["recycle-enabled", "paws-drops"],
  needsRoot: true,
  symptoms,
  needs,
  diagnose,
});
