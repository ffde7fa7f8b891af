import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/ipv4/tcp_tw_recycle`: whether TIME_WAIT ends early and a SYN is dropped whose timestamp is older
 * than the last one of the same address. Removed in Linux 4.12: later kernels have no such file.
 */
const tcpTwRecycle: Fact<number> = fileFact({
  id: "proc/sys/net/ipv4/tcp_tw_recycle",
  path: "/proc/sys/net/ipv4/tcp_tw_recycle",
  scope: "netns",
  spec: ["tcp(7), tcp_tw_recycle", "linux commit 4396e46187ca (removal, 4.12)"],
  parse: parseSetting,
});

export default tcpTwRecycle;
