import { type Fact, treeFact } from "#contract/fact.ts";
import { parseSysctlConf, type SysctlLine } from "#text/sysctl-conf.ts";

/** `/etc/sysctl.d/*.conf`: settings applied at boot, file by file in the order of their names. */
const sysctlFiles: Fact<readonly SysctlLine[]> = treeFact({
  id: "etc/sysctl.d/files",
  source: { kind: "glob", pattern: "/etc/sysctl.d/*.conf" },
  scope: "host",
  spec: ["sysctl.d(5)"],
  parse: (entries) => entries.flatMap(({ path, text }) => parseSysctlConf(path, text)),
});

export default sysctlFiles;
