import type { NonEmpty } from "#contract/nonempty.ts";
import type { Symptom } from "#contract/verdict.ts";

export const symptoms: NonEmpty<Symptom> = [
  {
    says: {
      en: "top shows one CPU with a very high si, and almost none on the other CPUs",
      zh: "top 中某个 CPU 的软中断 si 占用特别高，其他 CPU 几乎为 0",
    },
    patterns: ["%si", " si,"],
  },
  {
    says: {
      en: "ksoftirqd uses 100 % of one CPU",
      zh: "ksoftirqd 进程占满一个 CPU",
    },
    patterns: ["ksoftirqd/"],
  },
  {
    says: {
      en: "Network throughput stops growing while most CPUs are idle",
      zh: "大部分 CPU 空闲，网络吞吐却上不去",
    },
  },
  {
    says: {
      en: "All interrupts of the network card go to one CPU, /proc/interrupts grows in one column only",
      zh: "网卡中断全部集中在一个 CPU 上，/proc/interrupts 只有一列在增长",
    },
    patterns: ["-input.0", "TxRx-0", "smp_affinity", "effective_affinity"],
  },
  {
    says: {
      en: "Packets are dropped on receive under load: rx_missed, rx_no_buffer, dropped in ifconfig, time_squeeze",
      zh: "高负载时网卡接收丢包，rx_missed、rx_no_buffer 或 time_squeeze 增长",
    },
    patterns: [
      "rx_missed_errors",
      "rx_no_buffer_count",
      "rx_fifo_errors",
      "time_squeeze",
      "softnet_stat",
    ],
  },
  {
    says: {
      en: "High latency or packet loss when downloading a large file or under many small packets",
      zh: "下载大文件或大量小包时延迟升高、丢包",
    },
  },
  {
    says: {
      en: "RPS is set and one CPU is still saturated; changing smp_affinity to several CPUs only moves the load",
      zh: "设置了 RPS 仍只有一个 CPU 繁忙；把 smp_affinity 改为多个 CPU 后负载只是换到另一个 CPU",
    },
    patterns: ["rps_cpus"],
  },
  {
    says: {
      en: "NOHZ: local_softirq_pending messages in the kernel log",
      zh: "内核日志出现 NOHZ: local_softirq_pending",
    },
    patterns: ["NOHZ: local_softirq_pending 08", "local_softirq_pending"],
  },
  {
    says: {
      en: "A virtual machine with one network queue is slow although the host has bandwidth to spare",
      zh: "虚拟机网卡只有一个队列，宿主机带宽充足但虚拟机网络慢",
    },
  },
  {
    says: {
      en: "all received packets of an interface are processed by a single CPU core",
      zh: "网卡收到的包全部由 CPU0 处理，单核打满",
    },
  },
];
