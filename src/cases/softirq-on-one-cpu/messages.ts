import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("softirq-on-one-cpu", {
  singleQueue: {
    en: "{nic}: one receive queue, and CPU {cpu} does all of its work ({share} in softirq)",
    zh: "{nic} 只有一个接收队列，收包全由 CPU {cpu} 处理（软中断占 {share}）",
  },
  sharedQueues: {
    en: "{nic}: {count} receive queues, and all interrupts go to CPU {cpu} ({share} in softirq)",
    zh: "{nic} 有 {count} 个接收队列，中断却都落在 CPU {cpu}（软中断占 {share}）",
  },
  fewQueues: {
    en: "{nic}: {count} receive queues are too few: CPUs {cpu} do all of its work ({share} in softirq)",
    zh: "{nic} 的 {count} 个接收队列不够用：收包全由 CPU {cpu} 处理（软中断最高占 {share}）",
  },
  steered: {
    en: "{nic}: packet steering hands every packet to CPU {cpu} ({share} in softirq)",
    zh: "{nic} 的数据包分发（RPS）把所有数据包都交给 CPU {cpu}（软中断占 {share}）",
  },
  suspectedSingleQueue: {
    en: "{nic}: one receive queue; its interrupt is not seen, but its packets fit CPU {cpu} ({share} in softirq); /proc/interrupts by hand settles it",
    zh: "{nic} 只有一个接收队列；没有看到它的中断，但数据包量与 CPU {cpu} 吻合（软中断占 {share}）；可手工查看 /proc/interrupts 确认",
  },
  suspectedSteering: {
    en: "{nic}: other CPUs hand packets to CPU {cpu} ({share} in softirq), and no rps_cpus seen here says so; look at it in the namespace of the device",
    zh: "{nic}：其他 CPU 把数据包交给 CPU {cpu}（软中断占 {share}），但这里看不到相应的 rps_cpus；请在网卡所在的网络命名空间中查看",
  },
  elsewhere: {
    en: "{nic} of {process} ({namespace})",
    zh: "{process}（{namespace}）中的 {nic}",
  },
  unnamedDevice: { en: "a device not seen here", zh: "此处不可见的网卡" },

  softirqTime: { en: "softirq on CPU {cpu}", zh: "CPU {cpu} 软中断" },
  softirqTimeSays: {
    en: "{share} of its time, {idle} idle",
    zh: "占其时间的 {share}，空闲 {idle}",
  },
  netRx: { en: "NET_RX on CPU {cpu}", zh: "CPU {cpu} 的 NET_RX" },
  rateOfTotal: { en: "{rate} of {total}", zh: "{rate}，总计 {total}" },
  packets: { en: "packets on CPU {cpu}", zh: "CPU {cpu} 处理的数据包" },
  handedOver: { en: "handed over by RPS", zh: "经 RPS 转交" },
  handedOverSays: { en: "{rate} (received_rps)", zh: "{rate}（计数 received_rps）" },
  squeezed: { en: "time_squeeze on CPU {cpu}", zh: "CPU {cpu} 的 time_squeeze" },
  backlogDropped: { en: "backlog drops on CPU {cpu}", zh: "CPU {cpu} 积压丢包" },
  missed: { en: "{nic} receive drops", zh: "{nic} 接收丢包" },
  received: { en: "{nic} receives", zh: "{nic} 接收" },
  rate: { en: "{rate}", zh: "{rate}" },
  irq: { en: "IRQ {irq}", zh: "中断 {irq}" },
  irqs: { en: "receive interrupts", zh: "接收中断" },
  irqSays: { en: "{name}, {where}", zh: "{name}，{where}" },
  irqsSays: { en: "{count} of {nic}: {where}", zh: "{nic} 共 {count} 个：{where}" },
  onlyCpu: { en: "CPU {cpu} only", zh: "只在 CPU {cpu}" },
  oneOfAllowed: {
    en: "CPU {cpu} only (may use {allowed})",
    zh: "只在 CPU {cpu}（允许 {allowed}）",
  },
  severalCpus: { en: "CPUs {cpus}", zh: "在 CPU {cpus}" },
  unknownCpus: { en: "CPU not known", zh: "所在 CPU 未知" },
  queues: { en: "rx queues", zh: "接收队列" },
  queuesOff: {
    en: "{count}, RPS off (rps_cpus = {mask})",
    zh: "{count} 个，RPS 未启用（rps_cpus = {mask}）",
  },
  queuesOn: {
    en: "{count}, RPS to CPU {cpus} (rps_cpus = {mask})",
    zh: "{count} 个，RPS 到 CPU {cpus}（rps_cpus = {mask}）",
  },
  queuesByIrq: { en: "{count}, by its interrupts", zh: "{count} 个（按中断计）" },
  transmitQueues: { en: "tx queues", zh: "发送队列" },
  transmitSays: { en: "{count}, XPS {masks}", zh: "{count} 个，XPS {masks}" },
  irqbalance: { en: "irqbalance", zh: "irqbalance" },
  irqbalanceRuns: { en: "running, pid {pid}", zh: "正在运行，pid {pid}" },
  irqbalanceIdle: { en: "not running", zh: "未运行" },
  near: { en: "NUMA node", zh: "NUMA 节点" },
  nearSays: { en: "{node}, with CPUs {cpus}", zh: "{node}，含 CPU {cpus}" },
  driver: { en: "driver", zh: "驱动" },
  driverSays: { en: "{driver}", zh: "{driver}" },

  becauseHot: {
    en: "above it the CPU has no room for anything else (our judgement)",
    zh: "超过此值，该 CPU 已无余力做其他事（本工具的判断）",
  },
  becauseDominant: {
    en: "above it the other CPUs do next to none of the receive work (our judgement)",
    zh: "超过此值，其他 CPU 几乎不参与收包（本工具的判断）",
  },
  becauseRises: {
    en: "the kernel counts it only when a CPU cannot keep up",
    zh: "内核只在 CPU 来不及处理时才计数",
  },

  busiest: { en: "busiest in softirq", zh: "软中断最忙" },
  busiestSays: { en: "CPU {cpu}: {share} of its time", zh: "CPU {cpu}：占其时间的 {share}" },
  otherRow: { en: "{row} on CPU {cpu}", zh: "CPU {cpu} 的 {row}" },
  otherRowSays: {
    en: "{rate}: what the CPU is busy with (NET_RX {netRx})",
    zh: "{rate}：CPU 忙于此项（NET_RX {netRx}）",
  },
  spread: { en: "receive work of CPU {cpu}", zh: "CPU {cpu} 的收包" },
  spreadSays: {
    en: "{share} of the host's; {hot} of {online} CPUs are busy",
    zh: "占全机 {share}；{online} 个 CPU 中有 {hot} 个繁忙",
  },
  hasQueues: { en: "{nic}: {count} {count:queue|queues}", zh: "{nic}：{count} 个队列" },
  hasSteering: { en: "{nic}: RPS to CPUs {cpus}", zh: "{nic}：RPS 到 CPU {cpus}" },
  oneFlowSays: {
    en: "{rate} of one flow, or of flows that hash alike: none divides",
    zh: "{rate} 属于单条流或哈希相同的流，无法拆分",
  },
  isVirtual: { en: "{nic} is virtual", zh: "{nic} 是虚拟网卡" },
  virtualSays: {
    en: "{rate}, no interrupt: they run on the sender's CPU",
    zh: "{rate}，没有中断，在发送方所在的 CPU 上处理",
  },
  unseen: {
    en: "CPU {cpu} is {share} in softirq for {rate} packets, and no device seen here explains them: check in the network namespace of the device, with sysfs of that namespace",
    zh: "CPU {cpu} 软中断占 {share}，处理数据包 {rate}，但此处没有可对应的网卡：请在该网卡所在的网络命名空间中检查（需该命名空间的 sysfs）",
  },
  unseenRaises: {
    en: "CPU {cpu} is {share} in softirq with {rate} raises of NET_RX, and no device seen here explains them: check in the network namespace of the device, with sysfs of that namespace",
    zh: "CPU {cpu} 软中断占 {share}，NET_RX 触发 {rate}，但此处没有可对应的网卡：请在该网卡所在的网络命名空间中检查（需该命名空间的 sysfs）",
  },
  tooShort: {
    en: "the samples are too close together for CPU shares: use --interval 1s or more",
    zh: "两次采样间隔太短，无法计算 CPU 占比：请用 --interval 1s 或更长",
  },
  oneCpu: {
    en: "one CPU is online: there is no other to share receive work with",
    zh: "只有一个 CPU 在线，收包没有可分散的余地",
  },

  enableRps: {
    en: "spread receive work with RPS; nothing is interrupted",
    zh: "用 RPS 分散收包，不中断任何连接",
  },
  widenSteering: {
    en: "let RPS use the other CPUs too; nothing is interrupted",
    zh: "让 RPS 也使用其他 CPU，不中断任何连接",
  },
  writeRps: {
    en: "hand packets of {queue} of {nic} to CPUs {cpus}",
    zh: "把 {nic} {queue} 的数据包分给 CPU {cpus}",
  },
  spreadIrqs: {
    en: "give each receive interrupt a CPU of its own; nothing is interrupted",
    zh: "让每个接收中断各用一个 CPU，不中断任何连接",
  },
  writeIrq: {
    en: "send IRQ {irq} ({name}) to CPU {cpu}",
    zh: "把中断 {irq}（{name}）交给 CPU {cpu}",
  },
  banIrqs: {
    en: "irqbalance runs (pid {pid}) and moves interrupts: add --banirq for {irqs}, or stop it, or it will undo this",
    zh: "irqbalance 正在运行（pid {pid}），会再次迁移中断：请为 {irqs} 添加 --banirq，或停用它，否则此修改会被覆盖",
  },
  managedIrqs: {
    en: "if a write fails with EIO, the driver manages these interrupts itself: use RPS instead",
    zh: "若写入报 EIO，说明这些中断由驱动托管，请改用 RPS",
  },
  moreQueues: {
    en: "use more queues of the device; its link may go down for a moment",
    zh: "启用网卡的更多队列，链路可能短暂中断",
  },
  seeQueues: {
    en: "see with `ethtool -l {nic}` how many queues the device has; a virtual machine gets them from its hypervisor (virtio: queues=N)",
    zh: "先用 `ethtool -l {nic}` 查看网卡支持的队列数；虚拟机需由宿主机提供（virtio：queues=N）",
  },
  setQueues: { en: "use {count} combined queues", zh: "启用 {count} 个 combined 队列" },
});
