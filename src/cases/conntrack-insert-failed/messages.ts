import { defineMessages } from "#contract/message.ts";

export const words = defineMessages("conntrack-insert-failed", {
  exhausted: {
    en: "{lost} first packets of new flows lost in {seconds}: {used} of {range} source ports toward {destination} are taken",
    zh: "{seconds} 内丢失 {lost} 个新连接的首包：到 {destination} 的 {range} 个源端口已占用 {used} 个",
  },
  exhaustedNow: {
    en: "all {range} source ports toward {destination} are taken, so a new flow fails; {total} have failed so far, none in these {seconds}",
    zh: "到 {destination} 的 {range} 个源端口已全部占用，新连接会失败；累计已失败 {total} 个，这 {seconds} 内没有",
  },
  exhaustedSoFar: {
    en: "{used} of {range} source ports toward {destination} are taken; {total} new {total:flow has|flows have} failed so far",
    zh: "到 {destination} 的 {range} 个源端口已占用 {used} 个；累计已有 {total} 个新连接失败",
  },
  exhaustedPerhaps: {
    en: "{lost} first packets of new flows lost in {seconds}: source ports seem to run out; conntrack -L -n run as root would show it",
    zh: "{seconds} 内丢失 {lost} 个新连接的首包：源端口疑似耗尽，可用 root 执行 conntrack -L -n 确认",
  },
  portRace: {
    en: "{lost} first packets of new flows lost in {seconds}: source NAT gave two flows the same port at the same moment",
    zh: "{seconds} 内丢失 {lost} 个新连接的首包：源地址转换同时给两个连接分配了同一个端口",
  },
  portRacePerhaps: {
    en: "{lost} first packets of new flows lost in {seconds}: source NAT seems to give two flows the same port; its rules would show it",
    zh: "{seconds} 内丢失 {lost} 个新连接的首包：疑似源地址转换把同一个端口分给了两个连接，需查看 NAT 规则确认",
  },
  portRaceSoFar: {
    en: "{total} new {total:flow has|flows have} failed so far, and the NAT rules still allow two flows the same port; one sample cannot tell whether it goes on",
    zh: "累计已有 {total} 个新连接失败，NAT 规则仍可能把同一个端口分给两个连接；只有一次采样，无法判断是否仍在发生",
  },
  dnsRace: {
    en: "{lost} first packets of new flows lost in {seconds}: on Linux {kernel} two DNS queries sent at once from one socket race through DNAT",
    zh: "{seconds} 内丢失 {lost} 个新连接的首包：在 Linux {kernel} 上，同一套接字同时发出的两个 DNS 查询在 DNAT 中发生竞争",
  },
  insertRace: {
    en: "{lost} first packets of new flows lost in {seconds}: another flow with the same tuple was inserted first, and no source NAT rule explains it",
    zh: "{seconds} 内丢失 {lost} 个新连接的首包：另一个元组相同的连接抢先插入，且没有能解释它的源地址转换规则",
  },
  chains: {
    en: "{lost} first packets of new flows lost in {seconds}: the hash chains of the connection tracking table are too long",
    zh: "{seconds} 内丢失 {lost} 个新连接的首包：连接跟踪表的哈希链过长",
  },
  where: { en: "where", zh: "位置" },
  hostNamespace: { en: "the host's own network namespace", zh: "主机自身的网络命名空间" },
  namespaceOfProcess: {
    en: "network namespace of {name} (pid {pid})",
    zh: "{name}（pid {pid}）的网络命名空间",
  },
  namespaceOfContainer: {
    en: "network namespace of container {container} ({name}, pid {pid})",
    zh: "容器 {container}（{name}，pid {pid}）的网络命名空间",
  },
  namespaceOfPod: {
    en: "network namespace of pod {pod} (container {container}, {name}, pid {pid})",
    zh: "pod {pod}（容器 {container}，{name}，pid {pid}）的网络命名空间",
  },
  namespaceByName: {
    en: "network namespace {name}, without processes",
    zh: "网络命名空间 {name}，其中没有进程",
  },
  insertFailed: { en: "insert_failed", zh: "insert_failed" },
  rose: {
    en: "+{delta} in {seconds}, {rate}; {total} in all",
    zh: "{seconds} 内 +{delta}，{rate}；累计 {total}",
  },
  total: { en: "{total} in all", zh: "累计 {total}" },
  totalAndRise: {
    en: "{total} in all; +{delta} in {seconds}",
    zh: "累计 {total}；{seconds} 内 +{delta}",
  },
  notZero: {
    en: "each is a first packet that was dropped",
    zh: "每次都意味着一个首包被丢弃",
  },
  drop: { en: "drop", zh: "drop" },
  plus: { en: "+{delta}", zh: "+{delta}" },
  found: { en: "found", zh: "found" },
  triesEach: {
    en: "+{delta}: {tries} {tries:port|ports} tried for each failure",
    zh: "+{delta}：每次失败平均试过 {tries} 个端口",
  },
  clashResolve: { en: "clash_resolve", zh: "clash_resolve" },
  resolved: {
    en: "+{delta}, which the kernel resolved without loss",
    zh: "+{delta}，由内核自行解决，没有丢包",
  },
  resolvedThen: {
    en: "+{delta} while drop stood still: on this kernel these are clashes resolved without loss",
    zh: "+{delta}，而 drop 没有变化：在此内核上是已自行解决的冲突，没有丢包",
  },
  chainTooLong: { en: "chaintoolong", zh: "chaintoolong" },
  sourcePorts: { en: "source ports in use", zh: "已用源端口" },
  portsToward: {
    en: "{used} of {range} from {address} toward {destination} ({protocol})",
    zh: "{address} 到 {destination}（{protocol}）：{range} 个中已用 {used} 个",
  },
  fullRatio: {
    en: "ours: from here on the search for a free port begins to fail",
    zh: "我们的阈值：超过它，寻找空闲端口开始失败",
  },
  natRules: { en: "NAT rules that race", zh: "会发生竞争的 NAT 规则" },
  ruleCount: {
    en: "{count} without fully random ports",
    zh: "{count} 条没有完全随机选择端口",
  },
  rangeRule: { en: "NAT rule", zh: "NAT 规则" },
  ruleText: { en: "{text}", zh: "{text}" },
  owned: { en: "{text} (made by {owner})", zh: "{text}（由 {owner} 创建）" },
  destinationRules: { en: "DNAT rules", zh: "DNAT 规则" },
  destinationCount: {
    en: "{count}, through which different flows can become the same",
    zh: "{count} 条，不同的连接可能因此变得相同",
  },
  dnsRuleLabel: { en: "DNAT of DNS", zh: "DNS 的 DNAT 规则" },
  backends: { en: "UDP port 53 to {count} backends", zh: "UDP 53 端口指向 {count} 个后端" },
  kernelLabel: { en: "kernel", zh: "内核" },
  kernelBefore: {
    en: "{kernel}: before 5.7 the second query is dropped",
    zh: "{kernel}：5.7 之前第二个查询会被丢弃",
  },
  tableLabel: { en: "table", zh: "连接跟踪表" },
  tableFill: { en: "{count} of {max} entries", zh: "{max} 项中已用 {count} 项" },
  tableNotFull: {
    en: "a full table raises drop, not insert_failed",
    zh: "表满时上升的是 drop，而不是 insert_failed",
  },
  looked: { en: "network namespaces", zh: "网络命名空间" },
  lookedAt: { en: "{count} looked at over {seconds}", zh: "共 {count} 个，采样 {seconds}" },
  lookedAtBesides: {
    en: "{count} looked at over {seconds}; {besides}",
    zh: "共 {count} 个，采样 {seconds}；{besides}",
  },
  dropElse: {
    en: "+{delta} while insert_failed stood still: the table is full, or packets are refused for another reason",
    zh: "+{delta}，而 insert_failed 没有变化：连接跟踪表已满，或数据包因其他原因被拒绝",
  },
  earlyDrop: { en: "early_drop", zh: "early_drop" },
  evicted: {
    en: "+{delta}: the table was full, and unanswered flows were thrown out",
    zh: "+{delta}：连接跟踪表曾满，未应答的连接被驱逐",
  },
  noCounters: {
    en: "no /proc/net/stat/nf_conntrack on this kernel and conntrack(8) is not installed",
    zh: "此内核没有 /proc/net/stat/nf_conntrack，且未安装 conntrack(8)",
  },
  notCaptured: {
    en: "neither /proc/net/stat/nf_conntrack nor the output of conntrack -S is in this snapshot",
    zh: "快照中既没有 /proc/net/stat/nf_conntrack，也没有 conntrack -S 的输出",
  },
  notComparable: {
    en: "the CPUs of the two samples cannot be matched; take two samples again",
    zh: "两次采样的 CPU 无法对应，请重新采样两次",
  },
  appeared: {
    en: "inserts have failed in a network namespace that was there for one of the two samples only; check again",
    zh: "某个网络命名空间有插入失败，但只存在于两次采样之一，请再次检查",
  },
  kernelDecides: {
    en: "insert_failed rose by {delta} and drop did not: whether that is loss depends on the kernel release, which is not in this snapshot",
    zh: "insert_failed 增加了 {delta} 而 drop 没有变化：是否丢包取决于内核版本，而快照中没有该信息",
  },
  notLoaded: {
    en: "connection tracking is not loaded: there is no /proc/sys/net/netfilter/nf_conntrack_count",
    zh: "未加载连接跟踪：没有 /proc/sys/net/netfilter/nf_conntrack_count",
  },
  makeRandom: {
    en: "choose source ports fully at random, so that flows at the same moment get different ones",
    zh: "完全随机选择源端口，使同一时刻的连接得到不同的端口",
  },
  replaceRule: {
    en: "replace rule {position} of chain {chain}",
    zh: "替换链 {chain} 的第 {position} 条规则",
  },
  replaceHandle: {
    en: "replace the rule with handle {handle} of chain {chain}",
    zh: "替换链 {chain} 中 handle 为 {handle} 的规则",
  },
  tellOwner: {
    en: "{owner} writes this rule again: {how}",
    zh: "{owner} 会重新写入这条规则：{how}",
  },
  kubeProxy: {
    en: "kube-proxy 1.16 and newer add --random-fully where iptables is 1.6.2 or newer and the kernel 3.13 or newer; upgrade it",
    zh: "kube-proxy 1.16 及以上版本在 iptables 不低于 1.6.2、内核不低于 3.13 时会加上 --random-fully，请升级",
  },
  docker: {
    en: "Docker never sets it; start dockerd with --iptables=false and write the rule yourself, or run the replacement after each start",
    zh: "Docker 不会设置它；可用 --iptables=false 启动 dockerd 并自行写规则，或在每次启动后执行替换",
  },
  flannel: {
    en: "flannel 0.11 and newer set it by themselves; upgrade it",
    zh: "flannel 0.11 及以上版本会自动设置，请升级",
  },
  calico: {
    en: "Calico detects support by itself; check natOutgoing and the version of iptables in its image",
    zh: "Calico 会自动检测是否支持；请检查 natOutgoing 和其镜像中 iptables 的版本",
  },
  cilium: {
    en: "set enable-bpf-masquerade, which does without iptables",
    zh: "启用 enable-bpf-masquerade，不再使用 iptables",
  },
  awsCni: {
    en: "set AWS_VPC_K8S_CNI_RANDOMIZESNAT=prng",
    zh: "设置 AWS_VPC_K8S_CNI_RANDOMIZESNAT=prng",
  },
  ipMasqAgent: {
    en: "ip-masq-agent 2.6 and newer detect support; upgrade it",
    zh: "ip-masq-agent 2.6 及以上版本会检测是否支持，请升级",
  },
  cni: {
    en: "the CNI plugin makes it for each pod; upgrade the plugins",
    zh: "CNI 插件为每个 pod 创建它，请升级插件",
  },
  widenRange: {
    en: "give the rule the ports 1024 to 65535 instead of {range}",
    zh: "把规则的端口范围从 {range} 个扩大为 1024 至 65535",
  },
  moreAddresses: {
    en: "more addresses or fewer flows: each address has one range of ports toward each destination",
    zh: "增加地址或减少连接：每个地址到每个目的地只有一段端口范围",
  },
  addAddresses: {
    en: "give source NAT several addresses (SNAT --to-source FIRST-LAST), or route this destination without NAT",
    zh: "为源地址转换配置多个地址（SNAT --to-source 首-末），或让到该目的地的流量不经过 NAT",
  },
  keepAlive: {
    en: "keep connections to {destination} alive and pool them; for DNS use a local cache",
    zh: "到 {destination} 的连接使用长连接和连接池；DNS 使用本地缓存",
  },
  dnsCache: {
    en: "keep DNS off DNAT, or keep the two queries apart",
    zh: "让 DNS 不经过 DNAT，或让两个查询不同时发出",
  },
  nodeLocal: {
    en: "run NodeLocal DNSCache: pods then ask an address that is not translated",
    zh: "部署 NodeLocal DNSCache：pod 访问的地址不再经过转换",
  },
  singleRequest: {
    en: "until then set options single-request-reopen (glibc only) or use-vc in resolv.conf of the pods (dnsConfig)",
    zh: "在此之前，可在 pod 的 resolv.conf（dnsConfig）中设置 single-request-reopen（仅 glibc）或 use-vc",
  },
  newKernel: { en: "upgrade the kernel to 5.7 or newer", zh: "将内核升级到 5.7 或更高版本" },
  findDuplicates: {
    en: "find who sends the same tuple twice, or deletes entries while they are inserted",
    zh: "找出是谁重复发送相同的元组，或在插入时删除了表项",
  },
  duplicates: {
    en: "look for mirrored or bonded links, bridges that flood, NFQUEUE with several queues, and jobs that run conntrack -F or -D",
    zh: "检查镜像或 bond 链路、泛洪的网桥、多队列 NFQUEUE，以及执行 conntrack -F 或 -D 的任务",
  },
  moreBuckets: {
    en: "spread the entries over more buckets",
    zh: "增加哈希桶数，分散表项",
  },
  buckets: {
    en: "raise /sys/module/nf_conntrack/parameters/hashsize to at least a quarter of nf_conntrack_max; if chains stay long, one flow key is being forged",
    zh: "把 /sys/module/nf_conntrack/parameters/hashsize 提高到至少 nf_conntrack_max 的四分之一；若链仍然过长，说明有人在伪造同一哈希键",
  },
});
