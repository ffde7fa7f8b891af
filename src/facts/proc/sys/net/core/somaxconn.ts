import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSetting } from "#text/sysctl.ts";

/**
 * `/proc/sys/net/core/somaxconn`: what the backlog that a program gives to listen(2) is cut to. 128 before Linux 5.4,
 * 4096 since. It counts when listen(2) is called: a socket that listens already keeps what it has.
 */
const somaxconn: Fact<number> = fileFact({
  id: "proc/sys/net/core/somaxconn",
  path: "/proc/sys/net/core/somaxconn",
  scope: "netns",
  spec: ["listen(2)", "linux Documentation/admin-guide/sysctl/net.rst, somaxconn"],
  parse: parseSetting,
});

export default somaxconn;
