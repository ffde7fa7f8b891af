import { type Fact, fileFact } from "#contract/fact.ts";
import { parseSysctlConf, type SysctlLine } from "#text/sysctl-conf.ts";

const PATH = "/etc/sysctl.conf";

/** `/etc/sysctl.conf`: settings applied at boot. A name that the kernel does not have is an error message, and no more. */
const sysctlConf: Fact<readonly SysctlLine[]> = fileFact({
  id: "etc/sysctl.conf",
  path: PATH,
  scope: "host",
  spec: ["sysctl.conf(5)"],
  parse: (text) => parseSysctlConf(PATH, text),
});

export default sysctlConf;
